import { Type } from 'typebox';
import { facetsOf } from './bluesky-facets.ts';
import type { Session } from './bluesky-session.ts';
import { bytesOf } from './fit.ts';
import type { OutgoingMedia, OutgoingPost } from './publisher.ts';
import { shaped } from './shape.ts';

/** The collection that posts are records of. */
export const COLLECTION = 'app.bsky.feed.post';

const Uploaded = Type.Object({ blob: Type.Unknown() });

/** The keys of a post's records: its own, and those of its thread. */
export function keysOf({ reference }: OutgoingPost): string[] {
  return reference.split(',');
}

/** The address of a post's record. */
export function uriOf(did: string, rkey: string): string {
  return `at://${did}/${COLLECTION}/${rkey}`;
}

/**
 * A post and its thread as records under their keys. An answer names what it answers by the hash of its record, which is
 * known before it is written: that of its canonical CBOR.
 */
export async function recordsOf(session: Session, post: OutgoingPost, signal: AbortSignal): Promise<Write[]> {
  const images: object[] = [];
  for (const each of post.media) images.push({ image: await upload(session, each, signal), alt: each.alt });
  const keys = keysOf(post);
  const writes: Write[] = [];
  const before: Link[] = [];
  for (const [place, text] of [post.body, ...post.thread].entries()) {
    const rkey = keys[place]!;
    const facets = await facetsOf(text, session.line, signal);
    const value = {
      $type: COLLECTION,
      text,
      // In order for whoever sorts by it.
      createdAt: new Date(post.startedAt.getTime() + place).toISOString(),
      ...(facets.length > 0 ? { facets } : {}),
      ...(place === 0 && images.length > 0 ? { embed: { $type: 'app.bsky.embed.images', images } } : {}),
      ...(place > 0 ? { reply: { root: before[0], parent: before.at(-1) } } : {}),
    };
    writes.push({ $type: 'com.atproto.repo.applyWrites#create', collection: COLLECTION, rkey, value });
    if (place < post.thread.length) before.push({ uri: uriOf(session.did, rkey), cid: await hashOf(value) });
  }
  return writes;
}

/** One record to be written. */
export interface Write {
  readonly $type: string;
  readonly collection: string;
  readonly rkey: string;
  readonly value: object;
}

/** What an answer names of a record: com.atproto.repo.strongRef. */
interface Link {
  readonly uri: string;
  readonly cid: string;
}

async function hashOf(record: object): Promise<string> {
  const [{ cidForLex }, { jsonToLex }] = await Promise.all([
    import('@atproto/lex-cbor'),
    import('@atproto/lex-json'),
  ]);
  return String(await cidForLex(jsonToLex(record as Parameters<typeof jsonToLex>[0])));
}

async function upload({ line }: Session, media: OutgoingMedia, signal: AbortSignal): Promise<unknown> {
  const { contentType } = media;
  const request = {
    operation: 'media',
    method: 'POST' as const,
    path: '/xrpc/com.atproto.repo.uploadBlob',
    payload: { contentType, bytes: await bytesOf(media) },
    signal,
  };
  return (await line.prepare(request, shaped(Uploaded))).blob;
}
