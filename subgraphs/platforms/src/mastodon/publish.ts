import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { FormData } from 'undici';
import type { PublishPart } from '../definition.ts';
import { credential, httpUrl } from '../publish/account-client.ts';
import { type AccountClient, ifAllowed } from '../publish/publish-faults.ts';
import {
  type Credentials,
  earliestTime,
  type OutgoingMedia,
  type OutgoingPost,
  PublishError,
  type Published,
} from '../publish/publisher.ts';
import { fileOf, PICTURES, violations } from '../publish/validate.ts';
import { readAs } from '../vendor-json.ts';
import { fullName } from './account-name.ts';
import { Created, Instance, OwnAccount, OwnStatuses, StatusSource } from './api.ts';
import { endpoint, type settings } from './client.ts';
import { mastodonLength } from './length.ts';

/** Maximum status length in Mastodon's default configuration. */
const DEFAULT_LENGTH = 500;
/** Maximum number of polls for a file conversion, and the interval between them in milliseconds. */
const MAX_POLLS = 60;
const POLL_INTERVAL = 1_000;
/** Maximum number of statuses read back. */
const MAX_READ = 40;

/**
 * Publishes statuses on any Mastodon server. The reference is the `Idempotency-Key`, which a server
 * remembers for an hour; later, reading back tells whether a status exists.
 */
export const publish: PublishPart<typeof settings> = {
  /** The server's address, and a token with `read` and `write`. */
  credentials: { required: ['server', 'accessToken'], optional: [] },
  open({ clients }) {
    const limits = { length: DEFAULT_LENGTH, media: 4, count: mastodonLength };
    const clientOf = (credentials: Credentials) =>
      clients({
        ...endpoint(
          httpUrl(credential(credentials, 'server'), 'server').origin,
          credential(credentials, 'accessToken'),
        ),
        named: true,
        credentials,
        faultOf: missingScope,
      });
    return {
      limits,
      // The length limit belongs to the server and is read before sending.
      check: (post) =>
        violations(
          { platform: 'Mastodon', limits: { ...limits, length: Number.POSITIVE_INFINITY }, types: PICTURES },
          post,
        ),
      reserve: () => randomUUID(),
      async verify(credentials, signal) {
        const account = await me(clientOf(credentials), signal);
        const { host } = new URL(credential(credentials, 'server'));
        return {
          externalId: `${host}/${account.id}`,
          handle: fullName(account, host),
          displayName: account.display_name || null,
          avatarUrl: account.avatar ?? null,
          profileUrl: account.url ?? null,
        };
      },
      async publish({ body, media, reference }, credentials, signal) {
        const client = clientOf(credentials);
        await checkServerLimit(client, body, signal);
        const ids: string[] = [];
        for (const each of media) ids.push(await upload(client, each, signal));
        const request = {
          operation: 'publish',
          method: 'POST' as const,
          path: '/api/v1/statuses',
          headers: { 'idempotency-key': reference },
          body: { status: body, media_ids: ids },
          signal,
        };
        return toPublished(await client.publish(request, readAs(Created)));
      },
      find: (post, credentials, signal) => ifAllowed(readBack(clientOf(credentials), post, signal)),
    };
  },
};

/** Maps a missing scope to `credentials`: the token must be replaced. */
function missingScope(status: number, body: unknown) {
  const { error } = (body ?? {}) as { error?: unknown };
  return status === 403 && /scope/i.test(String(error)) ? ('credentials' as const) : undefined;
}

async function readBack(client: AccountClient, post: OutgoingPost, signal: AbortSignal) {
  const { id } = await me(client, signal);
  const recent = await client.prepare(
    {
      operation: 'find',
      path: `/api/v1/accounts/${encodeURIComponent(id)}/statuses`,
      query: { limit: MAX_READ, exclude_reblogs: 'true' },
      signal,
    },
    readAs(OwnStatuses),
  );
  const earliest = earliestTime(post);
  const candidates = recent.filter(({ created_at }) => Date.parse(created_at) >= earliest);
  for (const status of candidates)
    if ((await sourceOf(client, status.id, signal)) === post.body) return toPublished(status);
  // If all statuses of a full page are recent, ours may be on the next page.
  return candidates.length === MAX_READ ? 'unknown' : null;
}

function me(client: AccountClient, signal: AbortSignal) {
  return client.prepare(
    { operation: 'verify', path: '/api/v1/accounts/verify_credentials', signal },
    readAs(OwnAccount),
  );
}

async function checkServerLimit(client: AccountClient, body: string, signal: AbortSignal): Promise<void> {
  const { configuration } = await client.prepare(
    { operation: 'limits', path: '/api/v2/instance', signal },
    readAs(Instance),
  );
  const most = configuration.statuses.max_characters;
  const length = mastodonLength(body);
  if (length > most)
    throw new PublishError(
      'refused',
      `This Mastodon server accepts at most ${most} characters; the text has ${length}.`,
    );
}

/** Uploads a file and waits until it is converted; a status cannot use it before. */
async function upload(client: AccountClient, media: OutgoingMedia, signal: AbortSignal): Promise<string> {
  const form = new FormData();
  form.append('file', await fileOf(media));
  if (media.alt) form.append('description', media.alt);
  const read = readAs(Created);
  let file = await client.prepare(
    { operation: 'media', method: 'POST', path: '/api/v2/media', payload: form, signal },
    read,
  );
  for (let polls = 0; !file.url; polls += 1) {
    if (polls === MAX_POLLS || signal.aborted)
      throw new PublishError('retry', 'mastodon: a file is still being converted.');
    if (polls > 0) await wait(POLL_INTERVAL);
    file = await client.prepare({ operation: 'media', path: `/api/v1/media/${file.id}`, signal }, read);
  }
  return file.id;
}

/** Reads the source text of a status. */
function sourceOf(client: AccountClient, id: string, signal: AbortSignal): Promise<string> {
  const path = `/api/v1/statuses/${encodeURIComponent(id)}/source`;
  return client.prepare({ operation: 'find', path, signal }, (body) => readAs(StatusSource)(body).text);
}

function toPublished({ id, url }: { id: string; url?: string | null }): Published {
  return { id, url: url ?? null };
}
