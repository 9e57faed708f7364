import { randomUUID } from 'node:crypto';
import { Type } from 'typebox';
import { CREDENTIALS } from './credentials.ts';
import { ifAllowed, type Platformed } from './faults.ts';
import { unfit } from './fit.ts';
import { byteLength, codePointLength } from './lengths.ts';
import { type Lines, need } from './lines.ts';
import type { Credentials, OutgoingPost, Published, Publisher, Unfit } from './publisher.ts';
import { maybe, shaped } from './shape.ts';

/** Of a title, in characters, and of an article, in bytes. */
const LONGEST_TITLE = 128;
const LONGEST_ARTICLE = 800 * 1024;
/** Articles that are read back at most. */
const MOST_READ = 100;
/** How far the server's clock may be behind ours. */
const SKEW = 60_000;

const Article = Type.Object({ id: Type.Integer(), url: Type.String() });
const Own = Type.Object({ ...Article.properties, body_markdown: Type.String(), published_at: Type.String() });
const User = Type.Object({
  id: Type.Integer(),
  username: Type.String(),
  name: maybe(Type.String()),
  profile_image: maybe(Type.String()),
});

/** Articles on DEV, or another Forem. The first line of a post is the title of the article, the rest its text. */
export function dev(lines: Lines, baseUrl: string): Publisher {
  const limits = { length: LONGEST_ARTICLE, media: 0, count: byteLength };
  const lineOf = (credentials: Credentials) =>
    lines({
      platform: 'dev',
      baseUrl,
      credentials,
      headers: { accept: 'application/vnd.forem.api-v1+json', 'api-key': need(credentials, 'apiKey') },
    });
  return {
    platform: 'dev',
    credentials: CREDENTIALS.dev,
    limits,
    check: (post) => [...unfit({ platform: 'DEV', limits, unit: 'bytes' }, post), ...unfitTitle(post.body)],
    reserve: () => randomUUID(),
    async verify(credentials, signal) {
      const request = { operation: 'verify', path: '/users/me', signal };
      const { id, username, name, profile_image } = await lineOf(credentials).prepare(request, shaped(User));
      return {
        externalId: String(id),
        handle: username,
        displayName: name ?? null,
        avatarUrl: profile_image ?? null,
        profileUrl: `${new URL(baseUrl).origin}/${username}`,
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
      return toPublished(await lineOf(credentials).publish(request, shaped(Article)));
    },
    find: (post, credentials, signal) => ifAllowed(readBack(lineOf(credentials), post, signal)),
  };
}

async function readBack(line: Platformed, { body, startedAt }: OutgoingPost, signal: AbortSignal) {
  const request = {
    operation: 'find',
    path: '/articles/me/published',
    query: { per_page: MOST_READ },
    signal,
  };
  const articles = await line.prepare(request, shaped(Type.Array(Own)));
  const recent = articles.filter((each) => Date.parse(each.published_at) >= startedAt.getTime() - SKEW);
  const text = articleOf(body).body_markdown;
  const found = recent.find(({ body_markdown }) => body_markdown.trim() === text.trim());
  if (found) return toPublished(found);
  return recent.length === MOST_READ ? 'unknown' : null;
}

function articleOf(body: string): { title: string; body_markdown: string } {
  const [first = '', ...rest] = body.trim().split('\n');
  const text = rest.join('\n').trim();
  // A post of one line is both.
  return { title: first.replace(/^#+\s*/, ''), body_markdown: text || first };
}

function unfitTitle(body: string): Unfit[] {
  const { title, body_markdown } = articleOf(body);
  const found: Unfit[] = [];
  if (codePointLength(title) > LONGEST_TITLE)
    found.push({
      field: 'body',
      message: `The first line is the title: DEV takes ${LONGEST_TITLE} characters.`,
    });
  // It would be read as the article's settings, and could publish it in another's name.
  if (body_markdown.startsWith('---'))
    found.push({ field: 'body', message: 'DEV takes no text that begins with front matter (---).' });
  return found;
}

function toPublished({ id, url }: { id: number; url: string }): Published {
  return { id: String(id), url };
}
