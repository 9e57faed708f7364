import { describeField, FIELD_NAMES } from './fields.ts';

/** A completion for an editor: replaces the query from `start` to `end` by `text`. */
export interface Completion {
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** What it means. */
  readonly about: string;
}

const OPERATORS: readonly (readonly [text: string, about: string])[] = [
  ['AND', 'Both sides must match; a space means the same'],
  ['OR', 'Either side must match'],
  ['NOT', 'The next part must not match; `-` means the same'],
  ['NEAR/5', 'Both sides within five words of each other'],
];

/**
 * Returns the completions at a cursor, an index into the query: names of fields, their values, and
 * operators. Nothing within quotes and backticks.
 */
export function completions(query: string, cursor: number): Completion[] {
  const before = query.slice(0, cursor);
  if (isQuoted(before)) return [];
  const [word] = /[^\s()"“”„`]*$/.exec(before)!;
  const dash = /^[-–—−]*/.exec(word)![0].length;
  const [, name, value] = /^([a-z_]+):(.*)$/i.exec(word.slice(dash)) ?? [];
  const rest = /^[^\s()"“”„`:]*:?/.exec(query.slice(cursor))![0];
  if (name === undefined) return names(word.slice(dash), cursor, rest, dash > 0);
  const field = name.toLowerCase();
  if (!FIELD_NAMES.includes(field)) return [];
  const { values = [], about } = describeField(field);
  return values
    .filter((each) => each.startsWith(value!.toLowerCase()))
    .map((text) => ({ text, start: cursor - value!.length, end: cursor + rest.length, about }));
}

function names(word: string, cursor: number, rest: string, isNegated: boolean): Completion[] {
  const start = cursor - word.length;
  const end = cursor + rest.length;
  const fields = FIELD_NAMES.filter((name) => name.startsWith(word.toLowerCase())).map((name) => ({
    text: `${name}:`,
    start,
    end,
    about: describeField(name).about,
  }));
  // Operators are in capitals, so that they are offered only to those who begin to write one.
  const operators = OPERATORS.filter(([text]) => word !== '' && !isNegated && text.startsWith(word)).map(
    ([text, about]) => ({ text: `${text} `, start, end, about }),
  );
  return [...operators, ...fields];
}

function isQuoted(text: string): boolean {
  let mark = '';
  for (const character of text) {
    if (mark === '') mark = character === '`' ? '`' : /["“”„]/.test(character) ? '"' : '';
    else if (mark === '`' ? character === '`' : /["“”„]/.test(character)) mark = '';
  }
  return mark !== '';
}
