import { UpstreamError } from '@tributary/kit/http-client';
import { Value } from 'typebox/value';
import type { PublishPart } from '../definition.ts';
import { byteLength, graphemeLength } from '../publish/lengths.ts';
import { openLinkCards } from '../publish/link-card.ts';
import { ifAllowed } from '../publish/publish-faults.ts';
import { type OutgoingPost, PublishError, type Published, type Violation } from '../publish/publisher.ts';
import { PICTURES, violations } from '../publish/validate.ts';
import { readAs } from '../vendor-json.ts';
import { OwnProfile, PostRecord, XrpcError } from './api.ts';
import type { settings } from './client.ts';
import { COLLECTION, keysOf, recordsOf, uriOf, type Write } from './records.ts';
import { openSessions, type Session } from './session.ts';

/** Limits of the lexicon app.bsky.feed.post. */
const MAX_GRAPHEMES = 300;
const MAX_BYTES = 3_000;
/** Limit of the lexicon app.bsky.embed.images, in bytes. */
const LARGEST_PICTURE = 2_000_000;

/** Maximum number of posts after the first one of a thread; a thread is one commit. */
const LONGEST_THREAD = 99;

/**
 * Publishes posts on Bluesky, or on any PDS. The reference holds the record keys of a thread,
 * separated by commas. We choose the keys, so a retry finds the record of the first attempt and
 * changes nothing. A thread is one commit: all of its posts exist, or none. A post without pictures
 * shows a card of its first linked page.
 */
export const publish: PublishPart<typeof settings> = {
  /** An app password; `server` is a PDS other than the configured one. */
  credentials: { required: ['identifier', 'password'], optional: ['server'] },
  open({ settings, clients, clock, allowPrivate }) {
    const limits = { length: MAX_GRAPHEMES, media: 4, thread: LONGEST_THREAD, count: graphemeLength };
    const sessions = openSessions(clients, settings.BLUESKY_PDS_URL, clock);
    const readLinkCard = openLinkCards(allowPrivate);
    return {
      limits,
      check: (post) => [
        ...violations({ platform: 'Bluesky', limits, types: PICTURES, size: LARGEST_PICTURE }, post),
        ...tooManyBytes('body', post.body),
        ...post.thread.flatMap((text) => tooManyBytes('thread', text)),
      ],
      async reserve(posts) {
        // Loaded on first use, as in facets.ts.
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
          // Servers report a taken key in different words; reading back shows whether an earlier
          // attempt took it.
          const status = error instanceof PublishError && causeOf(error)?.status;
          if (!status || !(await read(session, post, signal).catch(() => null))) throw error;
        }
        return toPublished(session.did, keysOf(post)[0]!);
      },
      find: (post, credentials, signal) =>
        ifAllowed(sessions.open(credentials, signal).then((session) => read(session, post, signal))),
    };
  },
};

function tooManyBytes(field: Violation['field'], text: string): Violation[] {
  const bytes = byteLength(text);
  if (bytes <= MAX_BYTES) return [];
  return [{ field, message: `Bluesky accepts at most ${MAX_BYTES} bytes of text; the text has ${bytes}.` }];
}

/** Writes all records, or none if one of their keys is taken. */
async function commit(
  { client, did }: Session,
  writes: readonly Write[],
  signal: AbortSignal,
): Promise<void> {
  const request = {
    operation: 'publish',
    method: 'POST' as const,
    path: '/xrpc/com.atproto.repo.applyWrites',
    body: { repo: did, writes },
    signal,
  };
  await client.publish(request, () => undefined);
}

/** Finds the post by its first key; its thread exists if it does. */
async function read(
  { client, did }: Session,
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
    const { value } = await client.prepare(request, readAs(PostRecord));
    // Two processes may choose the same key in the same millisecond, so the record may be of
    // another post.
    const ours = value.text === post.body && value.createdAt === post.startedAt.toISOString();
    return ours ? toPublished(did, rkey) : null;
  } catch (error) {
    if (error instanceof PublishError && nameOf(error) === 'RecordNotFound') return null;
    throw error;
  }
}

/** Reads the profile; empty on a PDS without an AppView. */
async function profileOf({ client, did }: Session, signal: AbortSignal) {
  const path = '/xrpc/app.bsky.actor.getProfile';
  try {
    return await client.prepare(
      { operation: 'verify', path, query: { actor: did }, signal },
      readAs(OwnProfile),
    );
  } catch (error) {
    if (error instanceof PublishError) return {};
    throw error;
  }
}

/** Returns the name of an XRPC error. */
function nameOf(error: PublishError): string | undefined {
  const body = causeOf(error)?.body;
  return Value.Check(XrpcError, body) ? body.error : undefined;
}

function causeOf({ cause }: PublishError): UpstreamError | undefined {
  return cause instanceof UpstreamError ? cause : undefined;
}

function toPublished(did: string, rkey: string): Published {
  return { id: uriOf(did, rkey), url: `https://bsky.app/profile/${did}/post/${rkey}` };
}
