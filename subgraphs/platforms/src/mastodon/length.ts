import { graphemeLength } from '../publish/lengths.ts';

/** What a link counts, however long it is. */
const LINK = 23;

/** Graphemes, where a link is 23 and a mention counts without its server. */
export function mastodonLength(text: string): number {
  const short = text
    .replace(/https?:\/\/[^\s<>"]+/g, 'x'.repeat(LINK))
    .replace(/(^|[^/\w])@(\w+)@[\w.-]*\w/g, '$1@$2');
  return graphemeLength(short);
}
