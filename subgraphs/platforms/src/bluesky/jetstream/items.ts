import { Value } from 'typebox/value';
import { createItem, type Item, type ItemMedia, NO_AUTHOR } from '../../listen/item.ts';
import { distinct } from '../../listen/links.ts';
import { readAs } from '../../vendor-json.ts';
import { FeedPost, type FoundPost } from '../api.ts';

/**
 * Returns the item of a post's record, without the handle and counts, which a record does not have;
 * null if it is no post. Clients choose `createdAt`, so a time after `seenAt` is not believed.
 */
export function fromRecord(uri: string, record: unknown, seenAt: number): Item | null {
  if (!Value.Check(FeedPost, record)) return null;
  const post = readAs(FeedPost)(record);
  const [did, , rkey] = uri.slice('at://'.length).split('/') as [string, string, string];
  const features = (post.facets ?? []).flatMap(({ features }) => features ?? []);
  const media = mediaOf(did, post);
  const createdAt = post.createdAt ? Math.min(Date.parse(post.createdAt), seenAt) : seenAt;
  return createItem({
    platform: 'bluesky',
    nativeId: uri,
    url: postUrl(did, rkey),
    kind: post.reply ? 'comment' : 'post',
    text: post.text ?? '',
    language: post.langs?.[0] ?? null,
    author: { ...NO_AUTHOR, nativeId: did, url: `https://bsky.app/profile/${did}` },
    createdAt: new Date(createdAt),
    parentId: post.reply?.parent?.uri ?? null,
    rootId: post.reply?.root?.uri ?? null,
    media,
    links: distinct([
      ...features.map(({ uri }) => uri),
      ...media.filter(({ type }) => type === 'link').map(({ url }) => url),
    ]),
    tags: [...new Set([...features.flatMap(({ tag }) => tag ?? []), ...(post.tags ?? [])])],
  });
}

/** Returns the item of a post that the AppView or a search has returned; null if it has no time. */
export function fromPost(post: FoundPost): Item | null {
  const { author, uri, record, indexedAt } = post;
  if (!indexedAt && !record.createdAt) return null;
  const item = fromRecord(uri, record, indexedAt ? Date.parse(indexedAt) : Number.POSITIVE_INFINITY);
  return (
    item && {
      ...item,
      url: postUrl(author.handle, uri.split('/').at(-1)!),
      author: {
        ...item.author,
        handle: author.handle,
        displayName: author.displayName ?? null,
        avatarUrl: author.avatar ?? null,
      },
      metrics: {
        likes: post.likeCount ?? null,
        comments: post.replyCount ?? null,
        shares: post.repostCount ?? null,
        views: null,
      },
    }
  );
}

/** Returns the address of a post; `actor` is a handle or a DID. */
export function postUrl(actor: string, rkey: string): string {
  return `https://bsky.app/profile/${actor}/post/${rkey}`;
}

function mediaOf(did: string, { embed }: FeedPost): ItemMedia[] {
  const { images, external } = embed?.media ?? embed ?? {};
  const photos = (images ?? []).flatMap(({ image, alt }): ItemMedia[] => {
    const cid = image?.ref?.$link;
    if (!cid) return [];
    const url = `https://cdn.bsky.app/img/feed_fullsize/plain/${did}/${cid}@jpeg`;
    return [{ type: 'photo', url, alt: alt ?? null }];
  });
  const link: ItemMedia[] = external?.uri
    ? [{ type: 'link', url: external.uri, alt: external.title ?? null }]
    : [];
  return [...photos, ...link];
}
