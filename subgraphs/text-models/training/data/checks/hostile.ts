/** Length of a hostile text, in characters: the maximum that the APIs store. */
export const HOSTILE_LENGTH = 40_000;

/** What the hostile texts repeat: patterns that make careless tokenizers quadratic. */
const UNITS = [
  'a',
  'A',
  'ab',
  ' ',
  '\n',
  '!',
  '?!',
  '.',
  '...',
  '@x ',
  '@',
  '#',
  '#a',
  'http://',
  'www.',
  'https://a.example/b?c=d ',
  '&amp;',
  '&',
  "n't ",
  "'",
  ':) ',
  ':',
  '<3 ',
  '😂',
  '👩‍👩‍👧‍👦',
  'e\u0301',
  '\u200b',
  '\ud83d',
  '漢',
  'I do not need a tool, but can anyone recommend one? ',
] as const;

/** Thirty texts of the maximum length. */
export const HOSTILE_TEXTS: readonly string[] = UNITS.map((unit) =>
  unit.repeat(Math.ceil(HOSTILE_LENGTH / unit.length)).slice(0, HOSTILE_LENGTH),
);
