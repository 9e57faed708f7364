import { randomUUID } from 'node:crypto';
import { unescapeHtml } from '@tributary/kit/text';
import { type Static, Type } from 'typebox';
import { FormData } from 'undici';
import { CREDENTIALS } from './credentials.ts';
import { ifAllowed, type Platformed } from './faults.ts';
import { fileOf, PICTURES, unfit } from './fit.ts';
import { weightedLength } from './lengths.ts';
import { type Lines, need } from './lines.ts';
import type { Credentials, OutgoingMedia, OutgoingPost, Published, Publisher } from './publisher.ts';
import { maybe, shaped } from './shape.ts';
import { renewToken } from './x-token.ts';

const LARGEST_PICTURE = 5 * 1024 * 1024;
/** Posts that are read back at most. */
const MOST_READ = 100;
/** How far the server's clock may be behind ours. */
const SKEW = 60_000;

const Posted = Type.Object({ data: Type.Object({ id: Type.String() }) });
const Me = Type.Object({
  data: Type.Object({
    id: Type.String(),
    username: Type.String(),
    name: maybe(Type.String()),
    profile_image_url: maybe(Type.String()),
  }),
});
const Shortened = Type.Object({ url: Type.String(), expanded_url: Type.String() });
const Timeline = Type.Object({
  data: Type.Optional(
    Type.Array(
      Type.Object({
        id: Type.String(),
        text: Type.String(),
        entities: maybe(Type.Object({ urls: maybe(Type.Array(Shortened)) })),
      }),
    ),
  ),
});

/**
 * Posts on X by its API v2, for a user's OAuth 2.0 token. X knows no idempotency key: it refuses a text that it already
 * has, and a lost answer is settled by the user's own timeline where the token may read it.
 */
export function x(lines: Lines, baseUrl: string): Publisher {
  const limits = { length: 280, media: 4, count: weightedLength };
  const lineOf = (credentials: Credentials) =>
    lines({
      platform: 'x',
      baseUrl,
      credentials,
      headers: { authorization: `Bearer ${need(credentials, 'accessToken')}` },
    });
  return {
    platform: 'x',
    credentials: CREDENTIALS.x,
    limits,
    check: (post) =>
      unfit(
        { platform: 'X', limits, types: PICTURES, size: LARGEST_PICTURE, unit: 'weighted characters' },
        post,
      ),
    reserve: () => randomUUID(),
    async verify(credentials, signal) {
      const { id, username, name, profile_image_url } = await me(lineOf(credentials), signal);
      return {
        externalId: id,
        handle: username,
        displayName: name ?? null,
        avatarUrl: profile_image_url ?? null,
        profileUrl: `https://x.com/${username}`,
      };
    },
    renew: (credentials, now, signal) => renewToken(lines, baseUrl, credentials, now, signal),
    async publish({ body, media }, credentials, signal) {
      const line = lineOf(credentials);
      const ids: string[] = [];
      for (const each of media) ids.push(await upload(line, each, signal));
      const request = {
        operation: 'publish',
        method: 'POST' as const,
        path: '/2/tweets',
        body: { text: body, ...(ids.length > 0 ? { media: { media_ids: ids } } : {}) },
        signal,
      };
      return toPublished((await line.publish(request, shaped(Posted))).data.id);
    },
    find: (post, credentials, signal) => ifAllowed(readBack(lineOf(credentials), post, signal)),
  };
}

async function me(line: Platformed, signal: AbortSignal) {
  const query = { 'user.fields': 'profile_image_url' };
  return (await line.prepare({ operation: 'verify', path: '/2/users/me', query, signal }, shaped(Me))).data;
}

/** Announced, sent in one piece, finished, described. */
async function upload(line: Platformed, media: OutgoingMedia, signal: AbortSignal): Promise<string> {
  const ask = <Answer>(path: string, content: object, read: (body: unknown) => Answer) =>
    line.prepare(
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
    shaped(Posted)(JSON.parse(String(text))),
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

async function readBack(line: Platformed, { body, startedAt }: OutgoingPost, signal: AbortSignal) {
  const { id } = await me(line, signal);
  const request = {
    operation: 'find',
    path: `/2/users/${encodeURIComponent(id)}/tweets`,
    query: {
      max_results: MOST_READ,
      start_time: new Date(startedAt.getTime() - SKEW).toISOString(),
      'tweet.fields': 'entities',
    },
    signal,
  };
  const { data = [] } = await line.prepare(request, shaped(Timeline));
  const ours = data.find((post) => written(post) === body.trim());
  if (ours) return toPublished(ours.id);
  return data.length === MOST_READ ? ('unknown' as const) : null;
}

/** What was written: X shortens links, escapes the text once, and adds a link for pictures. */
function written({ text, entities }: NonNullable<Static<typeof Timeline>['data']>[number]): string {
  const links = entities?.urls ?? [];
  // Before the links are put back, which are not escaped.
  const plain = links.reduce((whole, { url, expanded_url: expanded }) => {
    const pictures = /^https:\/\/(x|twitter)\.com\/\w+\/status\/\d+\/(photo|video)\//.test(expanded);
    return whole.replace(url, () => (pictures ? '' : expanded));
  }, unescapeHtml(text));
  return plain.trim();
}

function toPublished(id: string): Published {
  return { id, url: `https://x.com/i/status/${id}` };
}
