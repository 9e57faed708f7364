import { languageCode } from '@tributary/kit/text';
import type { MatchedSpan } from '@tributary/listening';
import type { Item } from '@tributary/platforms';
import type { NewCommunityPost, PostMedia } from '../data/write-community-posts.ts';
import { LONGEST_BODY, LONGEST_NAME, LONGEST_TITLE, LONGEST_URL } from '../post-limits.ts';
import { cut } from '../scoring/post-text.ts';

/** Links and media that are stored of one post. */
const MOST_LINKS = 50;
const MOST_MEDIA = 20;

/**
 * Returns an item of a source as a community post, with the limits of imported ones; null if its
 * identity or time cannot be stored.
 */
export function foundPost(item: Item): NewCommunityPost | null {
  const { platform, nativeId, url, createdAt, author, metrics } = item;
  const year = createdAt.getUTCFullYear();
  if (!(year >= 1 && year <= 9_999) || nativeId === '' || !fits(nativeId) || !fits(url)) return null;
  const body = cut(item.text, LONGEST_BODY);
  const links = item.links.filter(isAddress).slice(0, MOST_LINKS);
  return {
    source: platform,
    externalId: nativeId,
    url,
    title: cut(item.title ?? '', LONGEST_TITLE),
    body,
    link: body === '' ? (links[0] ?? null) : null,
    links,
    media: item.media.flatMap(storedMedia).slice(0, MOST_MEDIA),
    author: cut(author.handle ?? author.displayName ?? '', LONGEST_NAME),
    kind: item.kind === 'comment' ? 'c' : 'p',
    postedAt: createdAt,
    subreddit: platform === 'reddit' ? subredditOf(item.community) : null,
    points: metrics.likes,
    commentCount: metrics.comments,
    language: item.language && languageCode(item.language),
  };
}

/** Returns the spans within the stored title and text. */
export function spansWithin(
  spans: readonly MatchedSpan[],
  { title, body }: NewCommunityPost,
): readonly MatchedSpan[] {
  return spans.filter(({ part, end }) => end <= (part === 'title' ? title : body).length);
}

/** Links to pages are among the links of the item. */
function storedMedia({ type, url, alt }: Item['media'][number]): PostMedia[] {
  return type === 'link' || !isAddress(url) ? [] : [{ type, url, alt: alt && cut(alt, LONGEST_TITLE) }];
}

function isAddress(text: string): boolean {
  return fits(text) && /^https?:/i.test(text) && URL.canParse(text);
}

function fits(text: string): boolean {
  return Buffer.byteLength(text) <= LONGEST_URL;
}

function subredditOf(community: string | null): string | null {
  return cut(community?.replace(/^\/?r\//, '') ?? '', LONGEST_NAME) || null;
}
