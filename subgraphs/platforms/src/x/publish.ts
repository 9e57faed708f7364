import { randomUUID } from 'node:crypto';
import { unescapeHtml } from '@tributary/kit/text';
import { FormData } from 'undici';
import type { PublishPart } from '../definition.ts';
import { credential } from '../publish/account-client.ts';
import { type AccountClient, ifAllowed } from '../publish/publish-faults.ts';
import {
  type Credentials,
  earliestTime,
  type OutgoingMedia,
  type OutgoingPost,
  type Published,
} from '../publish/publisher.ts';
import { fileOf, PICTURES, violations } from '../publish/validate.ts';
import { readAs } from '../vendor-json.ts';
import { Created, Me, type OwnPost, OwnPosts } from './api.ts';
import { endpoint, postFields, type settings, type XSettings } from './client.ts';
import { weightedLength } from './length.ts';
import { renewalFault, renewToken } from './token.ts';

const LARGEST_PICTURE = 5 * 1024 * 1024;
/** Maximum number of posts read back. */
const MAX_READ = 100;

/**
 * Publishes through the X API v2 with a user's OAuth 2.0 token. X has no idempotency key: it
 * rejects a duplicate text, and a lost response is resolved from the user's timeline if the token
 * may read it.
 */
export const publish: PublishPart<typeof settings> = {
  /**
   * A user's OAuth 2.0 token with `tweet.write`, `tweet.read`, `users.read` and `media.write`,
   * which expires after two hours. With `offline.access` there is a refresh token, renewed by the
   * client that it was issued to; `clientSecret` is for confidential clients. A refresh token works
   * once, so no other application may use it.
   */
  credentials: { required: ['accessToken'], optional: ['refreshToken', 'clientId', 'clientSecret'] },
  open({ settings, clients }) {
    const limits = { length: 280, media: 4, count: weightedLength };
    const rules = {
      platform: 'X',
      limits,
      types: PICTURES,
      size: LARGEST_PICTURE,
      unit: 'weighted characters',
    };
    const clientOf = (credentials: Credentials) =>
      clients({ ...endpoint(settings, credential(credentials, 'accessToken')), credentials });
    return {
      limits,
      check: (post) => violations(rules, post),
      reserve: () => randomUUID(),
      async verify(credentials, signal) {
        const { id, username, name, profile_image_url } = await me(clientOf(credentials), signal);
        return {
          externalId: id,
          handle: username,
          displayName: name ?? null,
          avatarUrl: profile_image_url ?? null,
          profileUrl: `https://x.com/${username}`,
        };
      },
      renew: (credentials, now, signal) =>
        renewToken(
          clients({ ...endpoint(settings), credentials, faultOf: renewalFault }),
          credentials,
          now,
          signal,
        ),
      async publish({ body, media }, credentials, signal) {
        const client = clientOf(credentials);
        const ids: string[] = [];
        for (const each of media) ids.push(await upload(client, each, signal));
        const request = {
          operation: 'publish',
          method: 'POST' as const,
          path: '/2/tweets',
          body: { text: body, ...(ids.length > 0 ? { media: { media_ids: ids } } : {}) },
          signal,
        };
        return toPublished((await client.publish(request, readAs(Created))).data.id);
      },
      find: (post, credentials, signal) => ifAllowed(readBack(settings, clientOf(credentials), post, signal)),
    };
  },
};

async function me(client: AccountClient, signal: AbortSignal) {
  const query = { 'user.fields': 'profile_image_url' };
  return (await client.prepare({ operation: 'verify', path: '/2/users/me', query, signal }, readAs(Me))).data;
}

/** Uploads a file in the four steps of X: initialize, append in one segment, finalize, describe. */
async function upload(client: AccountClient, media: OutgoingMedia, signal: AbortSignal): Promise<string> {
  const ask = <Answer>(path: string, content: object, read: (body: unknown) => Answer) =>
    client.prepare(
      { operation: 'media', method: 'POST', path: `/2/media/${path}`, answer: 'text', ...content, signal },
      read,
    );
  const nothing = () => undefined;
  const announced = {
    media_type: media.contentType,
    total_bytes: media.size,
    media_category: media.contentType === 'image/gif' ? 'tweet_gif' : 'tweet_image',
  };
  const { data } = await ask('upload/initialize', { body: announced }, (text) =>
    readAs(Created)(JSON.parse(String(text))),
  );
  const payload = new FormData();
  payload.append('segment_index', '0');
  payload.append('media', await fileOf(media));
  const path = `upload/${encodeURIComponent(data.id)}`;
  await ask(`${path}/append`, { payload }, nothing);
  await ask(`${path}/finalize`, {}, nothing);
  if (media.alt)
    await ask('metadata', { body: { id: data.id, metadata: { alt_text: { text: media.alt } } } }, nothing);
  return data.id;
}

async function readBack(settings: XSettings, client: AccountClient, sent: OutgoingPost, signal: AbortSignal) {
  const { id } = await me(client, signal);
  const request = {
    operation: 'find',
    path: `/2/users/${encodeURIComponent(id)}/tweets`,
    query: {
      max_results: MAX_READ,
      start_time: new Date(earliestTime(sent)).toISOString(),
      ...postFields(settings, 'entities'),
    },
    signal,
  };
  const { data = [] } = await client.prepare(request, readAs(OwnPosts));
  const ours = data.find((post) => written(post) === sent.body.trim());
  if (ours) return toPublished(ours.id);
  return data.length === MAX_READ ? ('unknown' as const) : null;
}

/**
 * Restores the original text: X shortens links, escapes the text once and adds a link for pictures.
 */
function written({ text, entities }: OwnPost): string {
  const links = entities?.urls ?? [];
  // Unescaped before the links are restored, because X does not escape those.
  const plain = links.reduce((whole, { url, expanded_url: expanded }) => {
    const pictures = /^https:\/\/(x|twitter)\.com\/\w+\/status\/\d+\/(photo|video)\//.test(expanded);
    return whole.replace(url, () => (pictures ? '' : expanded));
  }, unescapeHtml(text));
  return plain.trim();
}

function toPublished(id: string): Published {
  return { id, url: `https://x.com/i/status/${id}` };
}
