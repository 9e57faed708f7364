const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });
const encoder = new TextEncoder();

/** Splits text into user-perceived characters. */
export function graphemesOf(text: string): Iterable<{ readonly segment: string }> {
  return graphemes.segment(text);
}

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
