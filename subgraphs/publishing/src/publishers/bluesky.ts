import { Type } from 'typebox';
import { facetsOf } from './bluesky-facets.ts';
import { openSessions, type Session } from './bluesky-session.ts';
import { CREDENTIALS } from './credentials.ts';
import { ifAllowed } from './faults.ts';
import { bytesOf, PICTURES, unfit } from './fit.ts';
import { byteLength, graphemeLength } from './lengths.ts';
import type { Lines } from './lines.ts';
import { type OutgoingMedia, PublishError, type Published, type Publisher, type Unfit } from './publisher.ts';
import { maybe, shaped } from './shape.ts';

const COLLECTION = 'app.bsky.feed.post';
/** By the lexicon app.bsky.feed.post. */
const MOST_GRAPHEMES = 300;
const MOST_BYTES = 3_000;
/** By the lexicon app.bsky.embed.images. */
const LARGEST_PICTURE = 2_000_000;

const Record = Type.Object({ uri: Type.String() });
const Uploaded = Type.Object({ blob: Type.Unknown() });
const Profile = Type.Object({ displayName: maybe(Type.String()), avatar: maybe(Type.String()) });

/**
 * Posts on Bluesky, or on any PDS. The reference is the key of the record, chosen by us: a second try meets the first
 * one's record and changes nothing.
 */
export function bluesky(lines: Lines, defaultServer: string): Publisher {
  const limits = { length: MOST_GRAPHEMES, media: 4, count: graphemeLength };
  const sessions = openSessions(lines, defaultServer);
  return {
    platform: 'bluesky',
    credentials: CREDENTIALS.bluesky,
    limits,
    check: (post) => [
      ...unfit({ platform: 'Bluesky', limits, types: PICTURES, size: LARGEST_PICTURE }, post),
      ...tooManyBytes(post.body),
    ],
    // Loaded here only, as in bluesky-facets.ts.
    reserve: async () => (await import('@atproto/common-web')).TID.nextStr(),
    async verify(credentials, signal) {
      const session = await sessions.open(credentials, signal);
      const { did, handle } = session;
      const profile = await profileOf(session, signal);
      return {
        externalId: did,
        handle,
        displayName: profile.displayName || null,
        avatarUrl: profile.avatar ?? null,
        profileUrl: `https://bsky.app/profile/${did}`,
      };
    },
    async publish({ body, media, reference, startedAt }, credentials, signal) {
      const session = await sessions.open(credentials, signal);
      const facets = await facetsOf(body, session.line, signal);
      const images: object[] = [];
      for (const each of media) images.push({ image: await upload(session, each, signal), alt: each.alt });
      const record = {
        $type: COLLECTION,
        text: body,
        createdAt: startedAt.toISOString(),
        ...(facets.length > 0 ? { facets } : {}),
        ...(images.length > 0 ? { embed: { $type: 'app.bsky.embed.images', images } } : {}),
      };
      return (await put(session, reference, record, signal)) ?? (await read(session, reference, signal))!;
    },
    find: (post, credentials, signal) =>
      ifAllowed(sessions.open(credentials, signal).then((session) => read(session, post.reference, signal))),
  };
}

function tooManyBytes(body: string): Unfit[] {
  const bytes = byteLength(body);
  if (bytes <= MOST_BYTES) return [];
  return [{ field: 'body', message: `Bluesky takes ${MOST_BYTES} bytes of text; this has ${bytes}.` }];
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

/** Writes the record if there is none of its key; null when there is one already. */
async function put(
  { line, did }: Session,
  rkey: string,
  record: object,
  signal: AbortSignal,
): Promise<Published | null> {
  const request = {
    operation: 'publish',
    method: 'POST' as const,
    path: '/xrpc/com.atproto.repo.putRecord',
    // Swapping nothing for it: refused when there is something.
    body: { repo: did, collection: COLLECTION, rkey, record, swapRecord: null },
    signal,
  };
  try {
    const { uri } = await line.publish(request, shaped(Record));
    return toPublished(uri, did);
  } catch (error) {
    if (error instanceof PublishError && nameOf(error) === 'InvalidSwap') return null;
    throw error;
  }
}

async function read({ line, did }: Session, rkey: string, signal: AbortSignal): Promise<Published | null> {
  const request = {
    operation: 'find',
    path: '/xrpc/com.atproto.repo.getRecord',
    query: { repo: did, collection: COLLECTION, rkey },
    signal,
  };
  try {
    const { uri } = await line.prepare(request, shaped(Record));
    return toPublished(uri, did);
  } catch (error) {
    if (error instanceof PublishError && nameOf(error) === 'RecordNotFound') return null;
    throw error;
  }
}

/** A PDS of one's own may have no AppView behind it: then an account has no more than its handle. */
async function profileOf({ line, did }: Session, signal: AbortSignal) {
  const path = '/xrpc/app.bsky.actor.getProfile';
  try {
    return await line.prepare({ operation: 'verify', path, query: { actor: did }, signal }, shaped(Profile));
  } catch (error) {
    if (error instanceof PublishError) return {};
    throw error;
  }
}

/** The name of an XRPC error. */
function nameOf({ cause }: PublishError): unknown {
  return (cause as { body?: { error?: unknown } } | undefined)?.body?.error;
}

function toPublished(uri: string, did: string): Published {
  return { id: uri, url: `https://bsky.app/profile/${did}/post/${uri.split('/').at(-1)}` };
}
