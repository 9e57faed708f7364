import { randomUUID } from 'node:crypto';
import { UpstreamError } from '@tributary/kit/http-client';
import { Type } from 'typebox';
import { CREDENTIALS } from './credentials.ts';
import { ifAllowed, type Platformed } from './faults.ts';
import { bytesOf, unfit } from './fit.ts';
import { codePointLength } from './lengths.ts';
import { addressOf, type Lines, need } from './lines.ts';
import {
  type Credentials,
  type OutgoingMedia,
  type OutgoingPost,
  PublishError,
  type Publisher,
} from './publisher.ts';
import { maybe, shaped } from './shape.ts';

/** Posts that are read back at most. */
const MOST_READ = 50;
/** How far the server's clock may be behind ours. */
const SKEW = 60_000;
const LARGEST_PICTURE = 8 * 1024 * 1024;

const Member = Type.Object({ sub: Type.String(), name: maybe(Type.String()), picture: maybe(Type.String()) });
const Upload = Type.Object({ value: Type.Object({ uploadUrl: Type.String(), image: Type.String() }) });
const Posts = Type.Object({
  elements: Type.Array(
    Type.Object({ id: Type.String(), commentary: maybe(Type.String()), createdAt: Type.Number() }),
  ),
});

/** Where LinkedIn is, and which of its versions is spoken. */
export interface LinkedInOptions {
  readonly baseUrl: string;
  readonly version: string;
}

/**
 * Posts of a member of LinkedIn, or of an organisation that the member manages. LinkedIn knows no idempotency key, and
 * lets few applications read a member's posts: of a lost answer it can often not tell.
 */
export function linkedin(lines: Lines, { baseUrl, version }: LinkedInOptions): Publisher {
  const limits = { length: 3_000, media: 20, count: codePointLength };
  const lineOf = (credentials: Credentials, at = baseUrl) =>
    lines({
      platform: 'linkedin',
      baseUrl: at,
      // Where to put a picture is told by LinkedIn.
      named: at !== baseUrl,
      credentials,
      headers: {
        authorization: `Bearer ${need(credentials, 'accessToken')}`,
        'linkedin-version': version,
        'x-restli-protocol-version': '2.0.0',
      },
    });
  return {
    platform: 'linkedin',
    credentials: CREDENTIALS.linkedin,
    limits,
    check: (post) =>
      unfit(
        {
          platform: 'LinkedIn',
          limits,
          types: ['image/jpeg', 'image/png', 'image/gif'],
          size: LARGEST_PICTURE,
        },
        post,
      ),
    reserve: () => randomUUID(),
    async verify(credentials, signal) {
      const member = await memberOf(lineOf(credentials), signal);
      const author = authorOf(credentials, member.sub);
      return {
        externalId: author,
        handle: author,
        displayName: member.name ?? null,
        avatarUrl: member.picture ?? null,
        profileUrl: null,
      };
    },
    async publish({ body, media }, credentials, signal) {
      const line = lineOf(credentials);
      const author = await whoPosts(line, credentials, signal);
      const images: object[] = [];
      for (const each of media) {
        const { uploadUrl, image } = await announce(line, author, signal);
        await put(lineOf(credentials, addressOf(uploadUrl, 'uploadUrl').origin), uploadUrl, each, signal);
        images.push({ id: image, ...(each.alt ? { altText: each.alt } : {}) });
      }
      const request = {
        operation: 'publish',
        method: 'POST' as const,
        path: '/rest/posts',
        body: postOf(author, body, images),
        answer: 'none' as const,
        signal,
      };
      const id = await line.publish(request, (_, headers) => {
        const told = headers.get('x-restli-id');
        if (!told) throw new UpstreamError('malformed', 'LinkedIn told no id of a post.');
        return told;
      });
      return toPublished(id);
    },
    find: (post, credentials, signal) => ifAllowed(readBack(lineOf(credentials), credentials, post, signal)),
  };
}

function memberOf(line: Platformed, signal: AbortSignal) {
  return line.prepare({ operation: 'verify', path: '/v2/userinfo', signal }, shaped(Member));
}

async function whoPosts(line: Platformed, credentials: Credentials, signal: AbortSignal): Promise<string> {
  if (credentials['organization']) return authorOf(credentials, '');
  return authorOf(credentials, (await memberOf(line, signal)).sub);
}

function authorOf({ organization }: Credentials, member: string): string {
  if (!organization) return `urn:li:person:${member}`;
  if (!/^\d{1,20}$/.test(organization))
    throw new PublishError('credentials', 'organization must be a number.');
  return `urn:li:organization:${organization}`;
}

function postOf(author: string, body: string, images: readonly object[]): object {
  const content =
    images.length === 0
      ? {}
      : { content: images.length === 1 ? { media: images[0] } : { multiImage: { images } } };
  return {
    author,
    commentary: escaped(body),
    visibility: 'PUBLIC',
    distribution: { feedDistribution: 'MAIN_FEED', targetEntities: [], thirdPartyDistributionChannels: [] },
    ...content,
    lifecycleState: 'PUBLISHED',
    isReshareDisabledByAuthor: false,
  };
}

/** LinkedIn's "little text" has signs of its own; hashtags are left to it. */
function escaped(text: string): string {
  return text.replace(/[\\|{}@[\]()<>*_~]/g, (sign) => `\\${sign}`);
}

async function announce(line: Platformed, owner: string, signal: AbortSignal) {
  const request = {
    operation: 'media',
    method: 'POST' as const,
    path: '/rest/images',
    query: { action: 'initializeUpload' },
    body: { initializeUploadRequest: { owner } },
    signal,
  };
  return (await line.prepare(request, shaped(Upload))).value;
}

async function put(
  line: Platformed,
  address: string,
  media: OutgoingMedia,
  signal: AbortSignal,
): Promise<void> {
  const { pathname, search } = new URL(address);
  const request = {
    operation: 'media',
    method: 'PUT' as const,
    path: pathname + search,
    payload: { contentType: media.contentType, bytes: await bytesOf(media) },
    answer: 'none' as const,
    signal,
  };
  await line.prepare(request, () => undefined);
}

async function readBack(line: Platformed, credentials: Credentials, post: OutgoingPost, signal: AbortSignal) {
  const author = await whoPosts(line, credentials, signal);
  const request = {
    operation: 'find',
    path: '/rest/posts',
    query: { author, q: 'author', count: MOST_READ, sortBy: 'CREATED' },
    signal,
  };
  const { elements } = await line.prepare(request, shaped(Posts));
  const since = post.startedAt.getTime() - SKEW;
  const recent = elements.filter(({ createdAt }) => createdAt >= since);
  const ours = recent.find(({ commentary }) => commentary === escaped(post.body));
  if (ours) return toPublished(ours.id);
  return recent.length === MOST_READ ? ('unknown' as const) : null;
}

function toPublished(id: string) {
  return { id, url: `https://www.linkedin.com/feed/update/${id}` };
}
