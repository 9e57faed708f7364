import { htmlToText } from '@tributary/kit/text';
import { createItem, type Item, type ItemAuthor, NO_AUTHOR } from '../listen/item.ts';
import { distinct, linksInHtml } from '../listen/links.ts';
import type { FirebaseItem, Hit } from './api.ts';

const SITE = 'https://news.ycombinator.com';

/** Returns the item of the Firebase API; null if it is deleted or not a post or comment. */
export function fromFirebase(item: FirebaseItem): Item | null {
  const { type, time } = item;
  if (item.deleted || item.dead || !time || type === 'pollopt') return null;
  const isComment = type === 'comment';
  return createItem({
    platform: 'hackernews',
    nativeId: item.id,
    url: `${SITE}/item?id=${item.id}`,
    kind: isComment ? 'comment' : 'post',
    title: item.title ? htmlToText(item.title) : null,
    text: htmlToText(item.text ?? ''),
    author: authorOf(item.by),
    createdAt: new Date(time),
    parentId: item.parent ?? null,
    metrics: {
      likes: item.score ?? null,
      comments: item.descendants ?? null,
      shares: null,
      views: null,
    },
    links: distinct([item.url, ...linksInHtml(item.text ?? '')]),
  });
}

/** Returns the item of a search result; null if it has no time. */
export function fromHit(hit: Hit): Item | null {
  if (!hit.created_at_i) return null;
  const isComment = hit._tags?.includes('comment') ?? false;
  const html = (isComment ? hit.comment_text : hit.story_text) ?? '';
  const title = isComment ? hit.story_title : hit.title;
  return createItem({
    platform: 'hackernews',
    nativeId: hit.objectID,
    url: `${SITE}/item?id=${hit.objectID}`,
    kind: isComment ? 'comment' : 'post',
    title: title ? htmlToText(title) : null,
    text: htmlToText(html),
    author: authorOf(hit.author),
    createdAt: new Date(hit.created_at_i),
    parentId: isComment ? (hit.parent_id ?? null) : null,
    rootId: isComment ? (hit.story_id ?? null) : null,
    metrics: {
      likes: hit.points ?? null,
      comments: hit.num_comments ?? null,
      shares: null,
      views: null,
    },
    links: distinct([hit.url, ...linksInHtml(html)]),
  });
}

function authorOf(name: string | null | undefined): ItemAuthor {
  return name
    ? { ...NO_AUTHOR, nativeId: name, handle: name, url: `${SITE}/user?id=${encodeURIComponent(name)}` }
    : NO_AUTHOR;
}
