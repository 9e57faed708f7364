import { graphemeLength } from '../../publishers/lengths.ts';

const sentence = new Intl.Segmenter('en', { granularity: 'sentence' });
const grapheme = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Sentences with the white space that follows each: together they are the text. */
export function sentencesOf(text: string): string[] {
  return [...sentence.segment(text)].map(({ segment }) => segment);
}

/** Words, each with the white space that follows it: together they are the text. */
export function wordsWithSpace(text: string): string[] {
  return text.match(/\s*\S+\s*|\s+/g) ?? [];
}

export function graphemesOf(text: string): string[] {
  return [...grapheme.segment(text)].map(({ segment }) => segment);
}

/** As many whole words as fit, and an ellipsis for the rest. */
export function cut(text: string, length: number, count: (text: string) => number = graphemeLength): string {
  if (count(text) <= length) return text;
  for (const pieces of [wordsWithSpace(text), graphemesOf(text)]) {
    let low = 0;
    let high = pieces.length;
    const begun = (many: number) => `${pieces.slice(0, many).join('').trimEnd()}…`;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (count(begun(middle)) <= length) low = middle;
      else high = middle - 1;
    }
    if (low > 0) return begun(low);
  }
  return '';
}

/** With a capital first letter. */
export function capitalised(text: string): string {
  return text.replace(
    /^(\P{L}*)(\p{Ll})/u,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** A text that ends as a sentence does. */
export function ended(text: string): string {
  return /[.!?…:)\]"”]$|[\p{Extended_Pictographic}]$|(https?:\/\/|[@#])\S+$/u.test(text) ? text : `${text}.`;
}

/** Changes what is said, and leaves links, mentions and hashtags as they are. */
export function inWords(text: string, change: (words: string) => string): string {
  return text
    .split(/(https?:\/\/\S+|[@#][\p{L}\p{N}_.-]+)/u)
    .map((part, index) => (index % 2 === 1 ? part : change(part)))
    .join('');
}
