import type { AppBskyRichtextFacet } from '@atproto/api';
import type { ReadLinkCard } from '../publish/link-card.ts';
import { pictureSize } from '../publish/picture-size.ts';
import type { OutgoingMedia, OutgoingPost } from '../publish/publisher.ts';
import { bytesOf } from '../publish/validate.ts';
import { readAs } from '../vendor-json.ts';
import { UploadedBlob } from './api.ts';
import { facetsOf } from './facets.ts';
import type { Session } from './session.ts';

/** Collection of post records. */
export const COLLECTION = 'app.bsky.feed.post';

const LINK = 'app.bsky.richtext.facet#link';
/** Limit of the lexicon app.bsky.embed.external, in bytes. */
const LARGEST_THUMB = 1_000_000;
/** Maximum number of posts per thread with a link card; each card fetches a page. */
const MAX_CARDS = 4;

/** Returns the record keys of a post and its thread. */
export function keysOf({ reference }: OutgoingPost): string[] {
  return reference.split(',');
}

/** Returns the AT URI of a post's record. */
export function uriOf(did: string, rkey: string): string {
  return `at://${did}/${COLLECTION}/${rkey}`;
}

/** Dependencies of building records. */
export interface RecordMaker {
  readonly session: Session;
  readonly readLinkCard: ReadLinkCard;
  readonly signal: AbortSignal;
}

/**
 * Builds the records of a post and its thread. A reply refers to its parent by the hash of the
 * parent's canonical CBOR, which is known before the record is written.
 */
export async function recordsOf(maker: RecordMaker, post: OutgoingPost): Promise<Write[]> {
  const { session, signal } = maker;
  const pictures = await picturesOf(maker, post.media);
  const keys = keysOf(post);
  const writes: Write[] = [];
  const before: Link[] = [];
  for (const [place, text] of [post.body, ...post.thread].entries()) {
    const rkey = keys[place]!;
    const facets = await facetsOf(text, session.client, signal);
    const embed = (place === 0 ? pictures : null) ?? (place < MAX_CARDS ? await cardOf(maker, facets) : null);
    const value = {
      $type: COLLECTION,
      text,
      // Distinct and ascending, because clients sort threads by this time.
      createdAt: new Date(post.startedAt.getTime() + place).toISOString(),
      ...(facets.length > 0 ? { facets } : {}),
      ...(embed ? { embed } : {}),
      ...(place > 0 ? { reply: { root: before[0], parent: before.at(-1) } } : {}),
    };
    writes.push({ $type: 'com.atproto.repo.applyWrites#create', collection: COLLECTION, rkey, value });
    if (place < post.thread.length) before.push({ uri: uriOf(session.did, rkey), cid: await hashOf(value) });
  }
  return writes;
}

/**
 * Uploads the pictures of a post with their aspect ratios, which clients need for the layout before
 * they load. Null if there are none.
 */
async function picturesOf(
  { session, signal }: RecordMaker,
  media: readonly OutgoingMedia[],
): Promise<object | null> {
  if (media.length === 0) return null;
  const images: object[] = [];
  for (const each of media) {
    const bytes = await bytesOf(each);
    const size = await pictureSize(bytes);
    const aspectRatio = size && { width: size.width, height: size.height };
    images.push({
      image: await upload(session, { contentType: each.contentType, bytes }, signal),
      alt: each.alt,
      ...(aspectRatio ? { aspectRatio } : {}),
    });
  }
  return { $type: 'app.bsky.embed.images', images };
}

/** Builds a card of the first page that a text links to; null without a link or a readable page. */
async function cardOf(
  { session, readLinkCard, signal }: RecordMaker,
  facets: readonly AppBskyRichtextFacet.Main[],
): Promise<object | null> {
  const links = facets.flatMap(({ features }) => features).filter(({ $type }) => $type === LINK);
  const [link] = links as AppBskyRichtextFacet.Link[];
  const card = link && (await readLinkCard(link.uri, { pictureBytes: LARGEST_THUMB }, signal));
  if (!card) return null;
  const { url: uri, title, description, picture } = card;
  // A card without a picture is better than no post.
  const thumb = picture && (await upload(session, picture, signal).catch(() => null));
  return {
    $type: 'app.bsky.embed.external',
    external: { uri, title, description, ...(thumb ? { thumb } : {}) },
  };
}

/** One record to write. */
export interface Write {
  readonly $type: string;
  readonly collection: string;
  readonly rkey: string;
  readonly value: object;
}

/** A reference to a record: com.atproto.repo.strongRef. */
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

async function upload(
  { client }: Session,
  payload: { readonly contentType: string; readonly bytes: Uint8Array },
  signal: AbortSignal,
): Promise<unknown> {
  const path = '/xrpc/com.atproto.repo.uploadBlob';
  const request = { operation: 'media', method: 'POST' as const, path, payload, signal };
  return (await client.prepare(request, readAs(UploadedBlob))).blob;
}
