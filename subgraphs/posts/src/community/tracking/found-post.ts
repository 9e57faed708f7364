import { languageCode } from '@tributary/kit/text';
import type { MatchedSpan } from '@tributary/listening';
import type { Item } from '@tributary/platforms';
import type { NewCommunityPost } from '../data/write-community-posts.ts';
import { LONGEST_BODY, LONGEST_NAME, LONGEST_TITLE, LONGEST_URL } from '../post-limits.ts';
import { cut } from '../scoring/post-text.ts';

/**
 * Returns an item of a source as a community post, with the limits of imported ones; null if its
 * identity or time cannot be stored.
 */
export function foundPost(item: Item): NewCommunityPost | null {
  const { platform, nativeId, url, createdAt, author, metrics } = item;
  const year = createdAt.getUTCFullYear();
  if (!(year >= 1 && year <= 9_999) || nativeId === '' || !fits(nativeId) || !fits(url)) return null;
  const body = cut(item.text, LONGEST_BODY);
  const [link = null] = body === '' ? item.links.filter(fits) : [];
  return {
    source: platform,
    externalId: nativeId,
    url,
    title: cut(item.title ?? '', LONGEST_TITLE),
    body,
    link,
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

function fits(text: string): boolean {
  return Buffer.byteLength(text) <= LONGEST_URL;
}

function subredditOf(community: string | null): string | null {
  return cut(community?.replace(/^\/?r\//, '') ?? '', LONGEST_NAME) || null;
}
