import { graphemeLength, graphemesOf } from '@tributary/platforms';
import { mask } from '../protected-spans.ts';

const sentence = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Abbreviations and initials, whose full stop ends no sentence. */
const ABBREVIATION =
  /(?:^|[\s(])(?:dr|mr|mrs|ms|prof|st|no|vs|e\.g|i\.e|approx|inc|ltd|jr|sr|fig|est|\p{Lu}|(?:\p{L}\.)+\p{L})\.\s*$/iu;

/** Splits into sentences, each with the white space that follows it. */
export function sentencesOf(text: string): string[] {
  const sentences: string[] = [];
  for (const { segment } of sentence.segment(text)) {
    const before = sentences.at(-1);
    if (before !== undefined && ABBREVIATION.test(before)) sentences[sentences.length - 1] += segment;
    else sentences.push(segment);
  }
  return sentences;
}

/** Splits into words, each with the white space that follows it. */
export function wordsWithSpace(text: string): string[] {
  return text.match(/\s*\S+\s*|\s+/g) ?? [];
}

/**
 * Truncates a text after a whole word and appends an ellipsis. A protected span is kept or dropped
 * as a whole.
 */
export function cut(whole: string, length: number, count: (text: string) => number = graphemeLength): string {
  if (count(whole) <= length) return whole;
  const { text, unmask } = mask(whole);
  for (const pieces of [wordsWithSpace(text), graphemesOf(text)]) {
    let low = 0;
    let high = pieces.length;
    const beginning = (many: number) => `${unmask(pieces.slice(0, many).join('').trimEnd())}…`;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (count(beginning(middle)) <= length) low = middle;
      else high = middle - 1;
    }
    if (low > 0) return beginning(low);
  }
  return '';
}

/** Capitalises the first letter of a masked text, unless a protected span comes before it. */
export function capitalised(masked: string): string {
  return masked.replace(
    /^([^\p{L}\p{Co}]*)(\p{Ll})/u,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}
