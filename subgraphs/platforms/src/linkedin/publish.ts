import { randomUUID } from 'node:crypto';
import { UpstreamError } from '@tributary/kit/http-client';
import type { PublishPart } from '../definition.ts';
import { credential, httpUrl } from '../publish/account-client.ts';
import { codePointLength } from '../publish/lengths.ts';
import { type AccountClient, ifAllowed } from '../publish/publish-faults.ts';
import {
  type Credentials,
  earliestTime,
  type OutgoingMedia,
  type OutgoingPost,
  PublishError,
} from '../publish/publisher.ts';
import { bytesOf, violations } from '../publish/validate.ts';
import { readAs } from '../vendor-json.ts';
import { ImageUpload, Member, OwnPosts } from './api.ts';
import { endpoint, type settings } from './client.ts';

/** Maximum number of posts read back. */
const MAX_READ = 50;
const LARGEST_PICTURE = 8 * 1024 * 1024;

/**
 * Publishes posts of a member of LinkedIn, or of an organisation that the member manages. LinkedIn
 * has no idempotency key and lets few applications read a member's posts, so a lost response often
 * stays unknown.
 */
export const publish: PublishPart<typeof settings> = {
  /**
   * A member's token; `organization` is the id of one that the member manages. A token expires
   * after 60 days, and LinkedIn issues refresh tokens to approved partners only, so the account
   * must then be connected again.
   */
  credentials: { required: ['accessToken'], optional: ['organization'] },
  open({ settings, clients }) {
    const limits = { length: 3_000, media: 20, count: codePointLength };
    const types = ['image/jpeg', 'image/png', 'image/gif'];
    const rules = { platform: 'LinkedIn', limits, types, size: LARGEST_PICTURE };
    const clientOf = (credentials: Credentials, at = settings.LINKEDIN_URL) =>
      clients({
        ...endpoint(settings, credential(credentials, 'accessToken'), at),
        // LinkedIn's response names the upload server, so it must have a public address.
        named: at !== settings.LINKEDIN_URL,
        credentials,
      });
    return {
      limits,
      check: (post) => violations(rules, post),
      reserve: () => randomUUID(),
      async verify(credentials, signal) {
        const member = await memberOf(clientOf(credentials), signal);
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
        const client = clientOf(credentials);
        const author = await readAuthor(client, credentials, signal);
        const images: object[] = [];
        for (const each of media) {
          const { uploadUrl, image } = await announce(client, author, signal);
          await put(clientOf(credentials, httpUrl(uploadUrl, 'uploadUrl').origin), uploadUrl, each, signal);
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
        const id = await client.publish(request, (_, headers) => {
          const id = headers.get('x-restli-id');
          if (!id) throw new UpstreamError('malformed', 'LinkedIn returned no id of a post.');
          return id;
        });
        return toPublished(id);
      },
      find: (post, credentials, signal) =>
        ifAllowed(readBack(clientOf(credentials), credentials, post, signal)),
    };
  },
};

function memberOf(client: AccountClient, signal: AbortSignal) {
  return client.prepare({ operation: 'verify', path: '/v2/userinfo', signal }, readAs(Member));
}

async function readAuthor(
  client: AccountClient,
  credentials: Credentials,
  signal: AbortSignal,
): Promise<string> {
  if (credentials['organization']) return authorOf(credentials, '');
  return authorOf(credentials, (await memberOf(client, signal)).sub);
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

/** Escapes the reserved characters of LinkedIn's "little text" except those of hashtags. */
function escaped(text: string): string {
  return text.replace(/[\\|{}@[\]()<>*_~]/g, (sign) => `\\${sign}`);
}

async function announce(client: AccountClient, owner: string, signal: AbortSignal) {
  const request = {
    operation: 'media',
    method: 'POST' as const,
    path: '/rest/images',
    query: { action: 'initializeUpload' },
    body: { initializeUploadRequest: { owner } },
    signal,
  };
  return (await client.prepare(request, readAs(ImageUpload))).value;
}

async function put(
  client: AccountClient,
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
  await client.prepare(request, () => undefined);
}

async function readBack(
  client: AccountClient,
  credentials: Credentials,
  post: OutgoingPost,
  signal: AbortSignal,
) {
  const author = await readAuthor(client, credentials, signal);
  const request = {
    operation: 'find',
    path: '/rest/posts',
    query: { author, q: 'author', count: MAX_READ, sortBy: 'CREATED' },
    signal,
  };
  const { elements } = await client.prepare(request, readAs(OwnPosts));
  const recent = elements.filter(({ createdAt }) => createdAt >= earliestTime(post));
  const ours = recent.find(({ commentary }) => commentary === escaped(post.body));
  if (ours) return toPublished(ours.id);
  return recent.length === MAX_READ ? ('unknown' as const) : null;
}

function toPublished(id: string) {
  return { id, url: `https://www.linkedin.com/feed/update/${id}` };
}
