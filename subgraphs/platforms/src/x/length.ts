import { graphemesOf } from '../publish/lengths.ts';
import { findXLinks } from './links.ts';

/** Length that every link counts as. */
const LINK = 23;

/** Ranges of code points with half the weight of others, from X's published configuration v3. */
const LIGHT: readonly (readonly [number, number])[] = [
  [0, 4_351],
  [8_192, 8_205],
  [8_208, 8_223],
  [8_242, 8_247],
];

/**
 * Counts the weighted length of X on the composed (NFC) form: a link is 23, an emoji 2 regardless
 * of its code points, Latin and neighbouring scripts 1, everything else 2.
 */
export function weightedLength(text: string): number {
  const composed = text.normalize('NFC');
  let length = 0;
  let from = 0;
  for (const { start, end } of findXLinks(composed)) {
    length += weigh(composed.slice(from, start)) + LINK;
    from = end;
  }
  return length + weigh(composed.slice(from));
}

function weigh(text: string): number {
  let length = 0;
  for (const segment of graphemesOf(text))
    length += /^\p{RGI_Emoji}$/v.test(segment)
      ? 2
      : [...segment].reduce((sum, each) => sum + weightOf(each), 0);
  return length;
}

function weightOf(character: string): number {
  const point = character.codePointAt(0)!;
  return LIGHT.some(([from, to]) => point >= from && point <= to) ? 1 : 2;
}
