import type { AppBskyRichtextFacet } from '@atproto/api';
import { Type } from 'typebox';
import { facetsOf } from './bluesky-facets.ts';
import type { Session } from './bluesky-session.ts';
import { bytesOf } from './fit.ts';
import type { ReadLinkCard } from './link-card.ts';
import { pictureSize } from './picture-size.ts';
import type { OutgoingMedia, OutgoingPost } from './publisher.ts';
import { shaped } from './shape.ts';

/** The collection that posts are records of. */
export const COLLECTION = 'app.bsky.feed.post';

const LINK = 'app.bsky.richtext.facet#link';
/** By the lexicon app.bsky.embed.external. */
const LARGEST_THUMB = 1_000_000;
/** Posts of a thread whose links get a card: each is a page that is read. */
const MOST_CARDS = 4;

const Uploaded = Type.Object({ blob: Type.Unknown() });

/** The keys of a post's records: its own, and those of its thread. */
export function keysOf({ reference }: OutgoingPost): string[] {
  return reference.split(',');
}

/** The address of a post's record. */
export function uriOf(did: string, rkey: string): string {
  return `at://${did}/${COLLECTION}/${rkey}`;
}

/** What records are made with. */
export interface RecordMaker {
  readonly session: Session;
  readonly readLinkCard: ReadLinkCard;
  readonly signal: AbortSignal;
}

/**
 * A post and its thread as records under their keys. An answer names what it answers by the hash of its record, which is
 * known before it is written: that of its canonical CBOR.
 */
export async function recordsOf(maker: RecordMaker, post: OutgoingPost): Promise<Write[]> {
  const { session, signal } = maker;
  const pictures = await picturesOf(maker, post.media);
  const keys = keysOf(post);
  const writes: Write[] = [];
  const before: Link[] = [];
  for (const [place, text] of [post.body, ...post.thread].entries()) {
    const rkey = keys[place]!;
    const facets = await facetsOf(text, session.line, signal);
    const embed =
      (place === 0 ? pictures : null) ?? (place < MOST_CARDS ? await cardOf(maker, facets) : null);
    const value = {
      $type: COLLECTION,
      text,
      // In order for whoever sorts by it.
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

/** The pictures of a post with their proportions, by which clients lay it out before they are loaded; null for none. */
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

/** A card of the first page that a text links to; null without a link, and for a page that says nothing of itself. */
async function cardOf(
  { session, readLinkCard, signal }: RecordMaker,
  facets: readonly AppBskyRichtextFacet.Main[],
): Promise<object | null> {
  const links = facets.flatMap(({ features }) => features).filter(({ $type }) => $type === LINK);
  const [link] = links as AppBskyRichtextFacet.Link[];
  const card = link && (await readLinkCard(link.uri, { pictureBytes: LARGEST_THUMB }, signal));
  if (!card) return null;
  const { url: uri, title, description, picture } = card;
  // A card without its picture is better than no post.
  const thumb = picture && (await upload(session, picture, signal).catch(() => null));
  return {
    $type: 'app.bsky.embed.external',
    external: { uri, title, description, ...(thumb ? { thumb } : {}) },
  };
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

async function upload(
  { line }: Session,
  payload: { readonly contentType: string; readonly bytes: Uint8Array },
  signal: AbortSignal,
): Promise<unknown> {
  const path = '/xrpc/com.atproto.repo.uploadBlob';
  const request = { operation: 'media', method: 'POST' as const, path, payload, signal };
  return (await line.prepare(request, shaped(Uploaded))).blob;
}
