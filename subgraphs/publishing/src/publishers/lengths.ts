import { findXLinks } from './x-links.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const encoder = new TextEncoder();

/** User-perceived characters, as Bluesky and Mastodon count. */
export function graphemeLength(text: string): number {
  let length = 0;
  for (const _ of graphemes.segment(text)) length += 1;
  return length;
}

/** Bytes of UTF-8. */
export function byteLength(text: string): number {
  return encoder.encode(text).length;
}

/** UTF-16 code units, as Telegram counts. */
export function unitLength(text: string): number {
  return text.length;
}

/** Code points, as Discord, Slack and LinkedIn count. */
export function codePointLength(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}

/** What a link counts on X and on Mastodon, however long it is. */
const LINK = 23;

/** Graphemes, where a link is 23 and a mention counts without its server. */
export function mastodonLength(text: string): number {
  const short = text
    .replace(/https?:\/\/[^\s<>"]+/g, 'x'.repeat(LINK))
    .replace(/(^|[^/\w])@(\w+)@[\w.-]*\w/g, '$1@$2');
  return graphemeLength(short);
}

/** Code points that count one half of the others, by the published configuration v3 of X. */
const LIGHT: readonly (readonly [number, number])[] = [
  [0, 4_351],
  [8_192, 8_205],
  [8_208, 8_223],
  [8_242, 8_247],
];

/**
 * Length as X weighs it: of the composed form, a link is 23, an emoji 2 however many code points it has, Latin and its
 * neighbours 1, everything else 2.
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
  for (const { segment } of graphemes.segment(text))
    length += /^\p{RGI_Emoji}$/v.test(segment)
      ? 2
      : [...segment].reduce((sum, each) => sum + weightOf(each), 0);
  return length;
}

function weightOf(character: string): number {
  const point = character.codePointAt(0)!;
  return LIGHT.some(([from, to]) => point >= from && point <= to) ? 1 : 2;
}
