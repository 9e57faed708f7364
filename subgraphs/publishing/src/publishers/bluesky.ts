import { UpstreamError } from '@tributary/kit/http-client';
import { Type } from 'typebox';
import { COLLECTION, keysOf, recordsOf, uriOf, type Write } from './bluesky-records.ts';
import { openSessions, type Session } from './bluesky-session.ts';
import { CREDENTIALS } from './credentials.ts';
import { ifAllowed } from './faults.ts';
import { PICTURES, unfit } from './fit.ts';
import { byteLength, graphemeLength } from './lengths.ts';
import type { Lines } from './lines.ts';
import type { ReadLinkCard } from './link-card.ts';
import { type OutgoingPost, PublishError, type Published, type Publisher, type Unfit } from './publisher.ts';
import { maybe, shaped } from './shape.ts';

/** By the lexicon app.bsky.feed.post. */
const MOST_GRAPHEMES = 300;
const MOST_BYTES = 3_000;
/** By the lexicon app.bsky.embed.images. */
const LARGEST_PICTURE = 2_000_000;

/** A commit takes 200 records; a thread of a hundred is long enough. */
const LONGEST_THREAD = 99;

const Record = Type.Object({
  uri: Type.String(),
  value: Type.Object({ text: Type.String(), createdAt: Type.String() }),
});
const Profile = Type.Object({ displayName: maybe(Type.String()), avatar: maybe(Type.String()) });

/**
 * Posts on Bluesky, or on any PDS. The reference is the key of the record, chosen by us, and with a comma between them the
 * keys of its thread: a second try meets the first one's record and changes nothing. A thread is one commit: all of its
 * posts stand there, or none. A post without pictures shows a card of the first page that it links to.
 */
export function bluesky(lines: Lines, defaultServer: string, readLinkCard: ReadLinkCard): Publisher {
  const limits = { length: MOST_GRAPHEMES, media: 4, thread: LONGEST_THREAD, count: graphemeLength };
  const sessions = openSessions(lines, defaultServer);
  return {
    platform: 'bluesky',
    credentials: CREDENTIALS.bluesky,
    limits,
    check: (post) => [
      ...unfit({ platform: 'Bluesky', limits, types: PICTURES, size: LARGEST_PICTURE }, post),
      ...tooManyBytes('body', post.body),
      ...post.thread.flatMap((text) => tooManyBytes('thread', text)),
    ],
    async reserve(posts) {
      // Loaded here only, as in bluesky-facets.ts.
      const { TID } = await import('@atproto/common-web');
      return Array.from({ length: posts }, () => TID.nextStr()).join(',');
    },
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
    async publish(post, credentials, signal) {
      const session = await sessions.open(credentials, signal);
      const writes = await recordsOf({ session, readLinkCard, signal }, post);
      try {
        await commit(session, writes, signal);
      } catch (error) {
        // A server refuses a key that is taken, each in words of its own: whether by an earlier try is read back.
        const answered = error instanceof PublishError && causeOf(error)?.answered;
        if (!answered || !(await read(session, post, signal).catch(() => null))) throw error;
      }
      return toPublished(session.did, keysOf(post)[0]!);
    },
    find: (post, credentials, signal) =>
      ifAllowed(sessions.open(credentials, signal).then((session) => read(session, post, signal))),
  };
}

function tooManyBytes(field: Unfit['field'], text: string): Unfit[] {
  const bytes = byteLength(text);
  if (bytes <= MOST_BYTES) return [];
  return [{ field, message: `Bluesky takes ${MOST_BYTES} bytes of text; this has ${bytes}.` }];
}

/** Writes all of them, or none: none when there is something under one of their keys. */
async function commit({ line, did }: Session, writes: readonly Write[], signal: AbortSignal): Promise<void> {
  const request = {
    operation: 'publish',
    method: 'POST' as const,
    path: '/xrpc/com.atproto.repo.applyWrites',
    body: { repo: did, writes },
    signal,
  };
  await line.publish(request, () => undefined);
}

/** Where the post stands, found by its first key; its thread stands where it does. */
async function read(
  { line, did }: Session,
  post: OutgoingPost,
  signal: AbortSignal,
): Promise<Published | null> {
  const rkey = keysOf(post)[0]!;
  const request = {
    operation: 'find',
    path: '/xrpc/com.atproto.repo.getRecord',
    query: { repo: did, collection: COLLECTION, rkey },
    signal,
  };
  try {
    const { value } = await line.prepare(request, shaped(Record));
    // Two processes may choose the same key in the same millisecond: another post's record is not ours.
    const ours = value.text === post.body && value.createdAt === post.startedAt.toISOString();
    return ours ? toPublished(did, rkey) : null;
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
function nameOf(error: PublishError): unknown {
  return (causeOf(error)?.body as { error?: unknown } | undefined)?.error;
}

function causeOf({ cause }: PublishError): UpstreamError | undefined {
  return cause instanceof UpstreamError ? cause : undefined;
}

function toPublished(did: string, rkey: string): Published {
  return { id: uriOf(did, rkey), url: `https://bsky.app/profile/${did}/post/${rkey}` };
}
