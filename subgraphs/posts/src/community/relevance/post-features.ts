import { wordsOf } from '@tributary/kit/text';
import { foundWords, type JudgedPost } from './relevance.ts';

/** Number of different features: enough that few words share one. */
export const FEATURES = 16_384;
/** Words read of a title and of a text. */
const MOST_WORDS = 200;

/**
 * Returns the features of a match that a workspace's model learns from, as hashes: the words of the
 * post besides those of the query, the words next to these, how these are written, and where the
 * post is from. No text can be read from them.
 */
export function featuresOf(post: JudgedPost): number[] {
  const { source, community, author } = post;
  const own = new Set(foundWords(post).flatMap((text) => wordsOf(text)));
  const words = [post.title, post.body].flatMap((text) => wordsOf(text).slice(0, MOST_WORDS));
  const names = [
    ...words.filter((word) => word.length > 1 && !own.has(word)).map((word) => `word ${word}`),
    ...post.spans.flatMap((span) => neighboursOf(post, span)),
    `source ${source}`,
    ...(community ? [`community ${source} ${community.toLowerCase()}`] : []),
    ...(author ? [`author ${source} ${author.toLowerCase()}`] : []),
  ];
  return [...new Set(names.map(bucketOf))];
}

/** How far before and after a span its neighbours are looked for, in characters. */
const REACH = 60;

function neighboursOf(post: JudgedPost, { part, start, end }: JudgedPost['spans'][number]): string[] {
  const text = part === 'title' ? post.title : post.body;
  const found = text.slice(start, end);
  const before = wordsOf(text.slice(Math.max(0, start - REACH), start)).at(-1);
  const after = wordsOf(text.slice(end, end + REACH))[0];
  const isFirst = /^\s*$|[.!?:]\s+$/.test(text.slice(Math.max(0, start - REACH), start));
  return [
    ...(before ? [`before ${before}`] : []),
    ...(after ? [`after ${after}`] : []),
    // Any word has a capital at the beginning of a sentence.
    ...(isFirst ? [] : [found === found.toLowerCase() ? 'written in lower case' : 'written with a capital']),
  ];
}

/** The hash FNV-1a, reduced to the number of buckets. */
function bucketOf(name: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < name.length; index++) {
    hash ^= name.charCodeAt(index);
    hash = Math.imul(hash, 0x01000193);
  }
  return (hash >>> 0) % FEATURES;
}
