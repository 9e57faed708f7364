import { invalidInput } from '../../core/errors.ts';

/** Delimiters that are recognised, the likelier first. */
const CANDIDATES = [',', ';', '\t', '|'] as const;

const NAMES: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  '\\t': '\t',
  pipe: '|',
  space: ' ',
};

/**
 * The delimiter that a header row is written with: the candidate that cuts it into the most
 * columns.
 */
export function detectDelimiter(header: string): string {
  const unquoted = header.replace(/"[^"]*"?/g, '');
  const count = (delimiter: string) => unquoted.split(delimiter).length;
  return CANDIDATES.reduce<string>((best, each) => (count(each) > count(best) ? each : best), CANDIDATES[0]);
}

/**
 * The delimiter that Excel names in a first line of its own, `sep=;`; null when the line is none.
 */
export function declaredDelimiter(line: string): string | null {
  return /^"?sep=(.)"?\r?\n?$/i.exec(line)?.[1] ?? null;
}

/**
 * A delimiter as an option gives it: a character, or a name such as `tab`.
 *
 * @throws INVALID_INPUT for more than one character, a quote or a line break.
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
