import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Type } from 'typebox';
import { FormData } from 'undici';
import { CREDENTIALS } from './credentials.ts';
import { ifAllowed, type Platformed } from './faults.ts';
import { fileOf, PICTURES, unfit } from './fit.ts';
import { mastodonLength } from './lengths.ts';
import { addressOf, type Lines, need } from './lines.ts';
import {
  type Credentials,
  type OutgoingMedia,
  type OutgoingPost,
  PublishError,
  type Published,
  type Publisher,
} from './publisher.ts';
import { maybe, shaped } from './shape.ts';

/** What a server allows that says nothing of it. */
const DEFAULT_LENGTH = 500;
/** How often a file that is still being converted is asked for, and how long between, in milliseconds. */
const MOST_ASKING = 60;
const BETWEEN = 1_000;
/** Statuses that are read back at most. */
const MOST_READ = 40;
/** How far the server's clock may be behind ours. */
const SKEW = 60_000;

const Status = Type.Object({ id: Type.String(), url: maybe(Type.String()) });
const Instance = Type.Object({
  configuration: Type.Object({ statuses: Type.Object({ max_characters: Type.Integer() }) }),
});
const Account = Type.Object({
  id: Type.String(),
  acct: Type.String(),
  display_name: maybe(Type.String()),
  avatar: maybe(Type.String()),
  url: maybe(Type.String()),
});

/**
 * Statuses on any Mastodon server. The reference is its `Idempotency-Key`, which a server keeps for an hour; afterwards
 * reading back is what tells whether a status stands there.
 */
export function mastodon(lines: Lines): Publisher {
  const limits = { length: DEFAULT_LENGTH, media: 4, count: mastodonLength };
  const lineOf = (credentials: Credentials) =>
    lines({
      platform: 'mastodon',
      baseUrl: addressOf(need(credentials, 'server'), 'server').origin,
      named: true,
      credentials,
      headers: { authorization: `Bearer ${need(credentials, 'accessToken')}` },
      meaning: (answered, body) =>
        answered === 403 && /scope/i.test(String((body as { error?: unknown } | undefined)?.error))
          ? 'credentials'
          : undefined,
    });
  return {
    platform: 'mastodon',
    credentials: CREDENTIALS.mastodon,
    limits,
    // How long a status may be is the server's own rule: it is asked, before anything is sent.
    check: (post) =>
      unfit(
        { platform: 'Mastodon', limits: { ...limits, length: Number.POSITIVE_INFINITY }, types: PICTURES },
        post,
      ),
    reserve: () => randomUUID(),
    async verify(credentials, signal) {
      const account = await me(lineOf(credentials), signal);
      const { host } = new URL(need(credentials, 'server'));
      return {
        externalId: `${host}/${account.id}`,
        handle: `${account.acct}@${host}`,
        displayName: account.display_name || null,
        avatarUrl: account.avatar ?? null,
        profileUrl: account.url ?? null,
      };
    },
    async publish({ body, media, reference }, credentials, signal) {
      const line = lineOf(credentials);
      await fitsServer(line, body, signal);
      const ids: string[] = [];
      for (const each of media) ids.push(await upload(line, each, signal));
      const request = {
        operation: 'publish',
        method: 'POST' as const,
        path: '/api/v1/statuses',
        headers: { 'idempotency-key': reference },
        body: { status: body, media_ids: ids },
        signal,
      };
      return toPublished(await line.publish(request, shaped(Status)));
    },
    find: (post, credentials, signal) => ifAllowed(readBack(lineOf(credentials), post, signal)),
  };
}

async function readBack(line: Platformed, { body, startedAt }: OutgoingPost, signal: AbortSignal) {
  const { id } = await me(line, signal);
  const recent = await line.prepare(
    {
      operation: 'find',
      path: `/api/v1/accounts/${encodeURIComponent(id)}/statuses`,
      query: { limit: MOST_READ, exclude_reblogs: 'true' },
      signal,
    },
    shaped(Type.Array(Type.Object({ ...Status.properties, created_at: Type.String() }))),
  );
  const since = startedAt.getTime() - SKEW;
  const candidates = recent.filter(({ created_at }) => Date.parse(created_at) >= since);
  for (const status of candidates)
    if ((await sourceOf(line, status.id, signal)) === body) return toPublished(status);
  // When all of a full page are newer, ours may stand on the next one.
  return candidates.length === MOST_READ ? 'unknown' : null;
}

function me(line: Platformed, signal: AbortSignal) {
  return line.prepare(
    { operation: 'verify', path: '/api/v1/accounts/verify_credentials', signal },
    shaped(Account),
  );
}

async function fitsServer(line: Platformed, body: string, signal: AbortSignal): Promise<void> {
  const { configuration } = await line.prepare(
    { operation: 'limits', path: '/api/v2/instance', signal },
    shaped(Instance),
  );
  const most = configuration.statuses.max_characters;
  const length = mastodonLength(body);
  if (length > most)
    throw new PublishError('refused', `This Mastodon server takes ${most} characters; this has ${length}.`);
}

/** A file is converted after it was taken; a status may name it only then. */
async function upload(line: Platformed, media: OutgoingMedia, signal: AbortSignal): Promise<string> {
  const form = new FormData();
  form.append('file', await fileOf(media));
  if (media.alt) form.append('description', media.alt);
  const read = shaped(Status);
  let file = await line.prepare(
    { operation: 'media', method: 'POST', path: '/api/v2/media', payload: form, signal },
    read,
  );
  for (let asked = 0; !file.url; asked += 1) {
    if (asked === MOST_ASKING || signal.aborted)
      throw new PublishError('retry', 'mastodon: a file is still being converted.');
    if (asked > 0) await wait(BETWEEN);
    file = await line.prepare({ operation: 'media', path: `/api/v1/media/${file.id}`, signal }, read);
  }
  return file.id;
}

/** What was written, as it was written: `content` of a status is HTML. */
function sourceOf(line: Platformed, id: string, signal: AbortSignal): Promise<string> {
  const path = `/api/v1/statuses/${encodeURIComponent(id)}/source`;
  return line.prepare(
    { operation: 'find', path, signal },
    (body) => shaped(Type.Object({ text: Type.String() }))(body).text,
  );
}

function toPublished({ id, url }: { id: string; url?: string | null }): Published {
  return { id, url: url ?? null };
}
