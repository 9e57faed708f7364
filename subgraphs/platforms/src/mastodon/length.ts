import { graphemeLength } from '../publish/lengths.ts';

/** Length that every link counts as. */
const LINK = 23;

/** Counts graphemes; a link counts as 23, a mention without its server. */
export function mastodonLength(text: string): number {
  const short = text
    .replace(/https?:\/\/[^\s<>"]+/g, 'x'.repeat(LINK))
    .replace(/(^|[^/\w])@(\w+)@[\w.-]*\w/g, '$1@$2');
  return graphemeLength(short);
}
