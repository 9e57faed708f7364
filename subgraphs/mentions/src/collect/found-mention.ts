import { languageCode } from '@tributary/kit/text';
import type { Item } from '@tributary/platforms';
import type { Author, Comment, Media, NewMention } from '../mention.ts';
import { LONGEST_COMMENT, LONGEST_ID, LONGEST_TEXT, LONGEST_TITLE, LONGEST_URL } from '../mention-limits.ts';

/**
 * Returns an item of a source as a mention, with the limits of imported ones; null if it has no
 * words, or its identity or time cannot be stored. `comments` is null if they are not collected.
 */
export function foundMention(item: Item, comments: readonly Item[] | null): NewMention | null {
  const { platform, nativeId, createdAt, metrics } = item;
  const year = createdAt.getUTCFullYear();
  if (!(year >= 1 && year <= 9_999) || nativeId === '' || nativeId.length > LONGEST_ID) return null;
  const [title, text] = [words(item.title, LONGEST_TITLE), words(item.text, LONGEST_TEXT)];
  if (title === null && text === null) return null;
  return {
    source: platform,
    externalId: nativeId,
    url: fitting(item.url),
    title,
    text,
    author: authorOf(item),
    media: item.media.flatMap(mediaOf),
    metrics: {
      views: metrics.views,
      likes: metrics.likes,
      comments: metrics.comments,
      shares: metrics.shares,
    },
    areViewsEstimated: metrics.views === null ? null : false,
    countryCode: null,
    category: null,
    narrativeStructure: null,
    postedAt: createdAt,
    language: item.language && languageCode(item.language),
    comments: comments === null ? null : comments.flatMap(commentOf),
  };
}

function authorOf({ author }: Item): Author | null {
  const { handle, displayName, url, avatarUrl } = author;
  if (handle === null && displayName === null && url === null) return null;
  return {
    handle,
    title: words(displayName ?? handle, LONGEST_TITLE),
    titleUrl: fitting(url),
    avatarUrl: fitting(avatarUrl),
    headline: null,
    headlineUrl: null,
  };
}

/** A linked page is no media of the mention. */
function mediaOf({ type, url }: Item['media'][number]): Media[] {
  if (type === 'link' || fitting(url) === null) return [];
  return [{ type: type === 'photo' ? 'image' : 'video', url }];
}

function commentOf({ nativeId, author, text, metrics, createdAt }: Item): Comment[] {
  const said = words(text, LONGEST_COMMENT);
  if (said === null) return [];
  const name = author.handle ?? author.displayName;
  return [
    { id: nativeId, author: name, text: said, numLikes: metrics.likes, createdAt: createdAt.toISOString() },
  ];
}

/** Returns text that PostgreSQL can store, cut to a length; null if nothing is left. */
function words(text: string | null, longest: number): string | null {
  const stored = text?.slice(0, longest).replaceAll('\0', ' ').toWellFormed() ?? '';
  return stored.trim() === '' ? null : stored;
}

function fitting(url: string | null): string | null {
  return url !== null && url.length <= LONGEST_URL ? url : null;
}
