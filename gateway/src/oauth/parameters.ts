import { isLongerThan } from '@tributary/kit/text';

/** Parameters of a query string or form, decoded. */
export type Parameters = ReadonlyMap<string, readonly string[]>;

/** Maximum length of a value in characters: longer than any code, token, state or redirect URI. */
const MAX_LENGTH = 4_096;
const MAX_PARAMETERS = 100;

/**
 * Decodes a query string or form. Returns the reason as a sentence if a value cannot be stored as
 * text (NUL, or bytes that are not UTF-8, including lone surrogates) or is too long.
 */
export function readParameters(text: string): Parameters | string {
  const parameters = new Map<string, string[]>();
  const pairs = text.split('&').filter((pair) => pair !== '');
  if (pairs.length > MAX_PARAMETERS) return `At most ${MAX_PARAMETERS} parameters are allowed.`;
  for (const pair of pairs) {
    const cut = pair.indexOf('=');
    const name = decode(cut === -1 ? pair : pair.slice(0, cut));
    const value = decode(cut === -1 ? '' : pair.slice(cut + 1));
    if (name === null) return 'The name of a parameter is not valid percent-encoded UTF-8.';
    if (value === null) return `The parameter ${shown(name)} is not valid percent-encoded UTF-8.`;
    if (name.includes('\0') || value.includes('\0'))
      return `The parameter ${shown(name)} must not contain the character NUL.`;
    if (isLongerThan(value, MAX_LENGTH))
      return `The parameter ${shown(name)} must not be longer than ${MAX_LENGTH} characters.`;
    parameters.set(name, [...(parameters.get(name) ?? []), value]);
  }
  return parameters;
}

/** Returns the first value of a parameter. */
export function parameterOf(parameters: Parameters, name: string): string | undefined {
  return parameters.get(name)?.[0];
}

/** Decodes one name or value; null if the bytes are not UTF-8. */
function decode(text: string): string | null {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return null;
  }
}

/** Returns a parameter name in a form that is safe to quote in an error. */
function shown(name: string): string {
  return `"${name.replace(/[^\w.-]/g, '?').slice(0, 40)}"`;
}
