import { htmlToText, unescapeHtml } from '@tributary/kit/text';
import type { FeedEntry } from '../listen/feed.ts';
import { createItem, type Item, type ItemAuthor, NO_AUTHOR } from '../listen/item.ts';
import { distinct, linksInHtml, linksInText } from '../listen/links.ts';
import type { Thing } from './api.ts';

const SITE = 'https://www.reddit.com';
const GONE = /^\[(deleted|removed)( by .*)?\]$/i;

/** Whether the author or a moderator has taken something away. */
export function isGone(thing: Thing): boolean {
  const words = thing.body ?? thing.selftext ?? '';
  return (
    Boolean(thing.removed_by_category) || GONE.test(words) || (thing.author === '[deleted]' && words === '')
  );
}

/** Returns the item of the API; null if it is gone. */
export function fromThing(thing: Thing): Item | null {
  const { name, created_utc, permalink, author, subreddit } = thing;
  if (!created_utc || !permalink || isGone(thing)) return null;
  const isComment = name.startsWith('t1_');
  const title = isComment ? thing.link_title : thing.title;
  const words = unescapeHtml((isComment ? thing.body : thing.selftext) ?? '');
  const url = SITE + permalink;
  return createItem({
    platform: 'reddit',
    nativeId: name,
    url,
    kind: isComment ? 'comment' : 'post',
    title: title ? unescapeHtml(title) : null,
    text: words,
    author: authorOf(author, thing.author_fullname ?? null),
    createdAt: new Date(created_utc),
    parentId: isComment ? (thing.parent_id ?? null) : null,
    rootId: isComment ? (thing.link_id ?? null) : null,
    community: subreddit ?? null,
    metrics: {
      likes: thing.score ?? null,
      comments: thing.num_comments ?? null,
      shares: thing.num_crossposts ?? null,
      views: null,
    },
    links: distinct([thing.url === url ? null : thing.url, ...linksInText(words)]),
  });
}

/** Returns the item of an entry of Reddit's Atom feeds, which have no counts. */
export function fromEntry({ id, url, title, html, author, publishedAt, tags }: FeedEntry): Item | null {
  if (!id || !/^t[13]_\w+$/.test(id) || !url || !publishedAt) return null;
  // The link to the post and its author stand below the text of the post.
  const [body = ''] = html.split(/submitted by\s|<!-- SC_ON -->/);
  const words = htmlToText(body);
  if (GONE.test(words)) return null;
  const handle = author.name?.replace(/^\/?u\//, '') ?? null;
  return createItem({
    platform: 'reddit',
    nativeId: id,
    url: withoutQuery(url),
    kind: id.startsWith('t1_') ? 'comment' : 'post',
    title: title === null ? null : htmlToText(title),
    text: words,
    author: authorOf(handle, null),
    createdAt: publishedAt,
    community: tags[0] ?? null,
    links: linksInHtml(body),
  });
}

/** A feed's token is part of the addresses of its requests, and must not be stored with an item. */
function withoutQuery(url: string): string {
  const parsed = URL.parse(url);
  return parsed ? parsed.origin + parsed.pathname : url;
}

function authorOf(handle: string | null | undefined, nativeId: string | null): ItemAuthor {
  if (!handle || handle === '[deleted]') return NO_AUTHOR;
  return {
    ...NO_AUTHOR,
    nativeId: nativeId ?? handle,
    handle,
    url: `${SITE}/user/${encodeURIComponent(handle)}`,
  };
}
