import { randomUUID } from 'node:crypto';
import type { PublishPart } from '../definition.ts';
import { credential } from '../publish/account-client.ts';
import { byteLength, codePointLength } from '../publish/lengths.ts';
import { type AccountClient, ifAllowed } from '../publish/publish-faults.ts';
import {
  type Credentials,
  earliestTime,
  type OutgoingPost,
  type Published,
  type Violation,
} from '../publish/publisher.ts';
import { violations } from '../publish/validate.ts';
import { readAs } from '../vendor-json.ts';
import { Article, OwnArticles, User } from './api.ts';
import { endpoint, type settings } from './client.ts';

/** Maximum length of a title in characters, and of an article in bytes. */
const LONGEST_TITLE = 128;
const LONGEST_ARTICLE = 800 * 1024;
/** Maximum number of articles read back. */
const MAX_READ = 100;

/**
 * Publishes articles on DEV or another Forem. The first line of a post becomes the title, the rest
 * the text.
 */
export const publish: PublishPart<typeof settings> = {
  credentials: { required: ['apiKey'], optional: [] },
  open({ settings, clients }) {
    const limits = { length: LONGEST_ARTICLE, media: 0, count: byteLength };
    const clientOf = (credentials: Credentials) =>
      clients({ ...endpoint(settings, credential(credentials, 'apiKey')), credentials });
    return {
      limits,
      check: (post) => [
        ...violations({ platform: 'DEV', limits, unit: 'bytes' }, post),
        ...titleViolations(post.body),
      ],
      reserve: () => randomUUID(),
      async verify(credentials, signal) {
        const request = { operation: 'verify', path: '/users/me', signal };
        const { id, username, name, profile_image } = await clientOf(credentials).prepare(
          request,
          readAs(User),
        );
        return {
          externalId: String(id),
          handle: username,
          displayName: name ?? null,
          avatarUrl: profile_image ?? null,
          profileUrl: `${new URL(settings.DEV_URL).origin}/${username}`,
        };
      },
      async publish({ body }, credentials, signal) {
        const article = { ...articleOf(body), published: true };
        const request = {
          operation: 'publish',
          method: 'POST' as const,
          path: '/articles',
          body: { article },
          signal,
        };
        return toPublished(await clientOf(credentials).publish(request, readAs(Article)));
      },
      find: (post, credentials, signal) => ifAllowed(readBack(clientOf(credentials), post, signal)),
    };
  },
};

async function readBack(client: AccountClient, post: OutgoingPost, signal: AbortSignal) {
  const request = {
    operation: 'find',
    path: '/articles/me/published',
    query: { per_page: MAX_READ },
    signal,
  };
  const articles = await client.prepare(request, readAs(OwnArticles));
  const recent = articles.filter((each) => Date.parse(each.published_at) >= earliestTime(post));
  const text = articleOf(post.body).body_markdown;
  const found = recent.find(({ body_markdown }) => body_markdown.trim() === text.trim());
  if (found) return toPublished(found);
  return recent.length === MAX_READ ? 'unknown' : null;
}

function articleOf(body: string): { title: string; body_markdown: string } {
  const [first = '', ...rest] = body.trim().split('\n');
  const text = rest.join('\n').trim();
  // A single-line post is both title and text.
  return { title: first.replace(/^#+\s*/, ''), body_markdown: text || first };
}

function titleViolations(body: string): Violation[] {
  const { title, body_markdown } = articleOf(body);
  const found: Violation[] = [];
  if (codePointLength(title) > LONGEST_TITLE)
    found.push({
      field: 'body',
      message: `The first line is the title: DEV accepts at most ${LONGEST_TITLE} characters.`,
    });
  // DEV reads front matter as the settings of the article, which could publish it for an
  // organisation.
  if (body_markdown.startsWith('---'))
    found.push({ field: 'body', message: 'DEV accepts no text that begins with front matter (---).' });
  return found;
}

function toPublished({ id, url }: { id: number; url: string }): Published {
  return { id: String(id), url };
}
