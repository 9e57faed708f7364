import { invalidInput } from '../../core/errors.ts';

/** Delimiters that are detected, most likely first. */
const CANDIDATES = [',', ';', '\t', '|'] as const;

const NAMES: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  pipe: '|',
  space: ' ',
};

/** Detects the delimiter of a header row: the candidate that splits it into the most columns. */
export function detectDelimiter(header: string): string {
  const unquoted = header.replace(/"[^"]*"?/g, '');
  const count = (delimiter: string) => unquoted.split(delimiter).length;
  return CANDIDATES.reduce<string>((best, each) => (count(each) > count(best) ? each : best), CANDIDATES[0]);
}

/**
 * Returns the delimiter that Excel declares in a first line of its own, `sep=;`; null for any other
 * line.
 */
export function declaredDelimiter(line: string): string | null {
  return /^"?sep=(.)"?\r?\n?$/i.exec(line)?.[1] ?? null;
}

/**
 * Parses a delimiter option: a character, or a name such as `tab`. Throws INVALID_INPUT for more
 * than one character, a quote or a line break.
 */
export function parseDelimiter(text: string): string {
  const delimiter = NAMES[text.toLowerCase()] ?? text;
  if (delimiter.length === 1 && !'"\r\n'.includes(delimiter)) return delimiter;
  const names = Object.keys(NAMES).filter((name) => /^[a-z]/.test(name));
  throw invalidInput(
    'delimiter',
    `The delimiter must be one character or one of ${names.join(', ')}, not "${text}".`,
  );
}
