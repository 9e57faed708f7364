import { randomUUID } from 'node:crypto';
import type { Principal } from '@tributary/kit';
import { kyselyFor, type Scope } from '@tributary/kit/postgres';
import { openServices, type TestDatabase, testPrincipal } from '@tributary/kit/testing';
import { graphql } from 'graphql';
import { Kysely, PostgresDialect } from 'kysely';
import type { NewCommunityPost } from '../src/community/data/write-community-posts.ts';
import { type Analysis, rulesEngine } from '../src/community/scoring/index.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { posts } from '../src/index.ts';

/** Creates a scope for a new workspace in the test's database. */
export function newScope(opened: TestDatabase, workspaceId: string = randomUUID()): Scope<Tables> {
  return { db: kyselyFor<Tables>(opened.database.pool, 'posts', tenantTables), workspaceId };
}

/** A statement that was sent. */
export interface Sent {
  readonly sql: string;
  readonly parameters: readonly unknown[];
}

/** Returns a scope for a workspace that records its statements. */
export function recordingScope(opened: TestDatabase, workspaceId: string) {
  const sent: Sent[] = [];
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool: opened.database.pool }),
    log: ({ query: { sql, parameters } }) => void sent.push({ sql, parameters }),
  });
  const scope: Scope<Tables> = { db: db.withSchema('posts'), workspaceId };
  return { scope, sent };
}

/** Builds a post with its analysis, with defaults for fields irrelevant to the test. */
export function scoredPost(
  post: Partial<NewCommunityPost> = {},
  analysis: Partial<Analysis> = {},
): { post: NewCommunityPost; analysis: Analysis } {
  const url = post.url ?? `https://news.ycombinator.com/item?id=${randomUUID()}`;
  const whole: NewCommunityPost = {
    source: 'hackernews',
    externalId: null,
    title: 'A title',
    body: '',
    link: null,
    author: 'someone',
    kind: 'p',
    postedAt: new Date('2026-03-01T12:00:00Z'),
    subreddit: null,
    points: null,
    commentCount: null,
    language: null,
    ...post,
    url,
  };
  return { post: whole, analysis: { ...(rulesEngine.score([whole]) as Analysis[])[0]!, ...analysis } };
}

// biome-ignore lint/suspicious/noExplicitAny: a test knows the fields it selected
export type Answer = { data: any; errors?: readonly { message: string; originalError?: unknown }[] };

/** Executes one operation on the subgraph in process, as the workspace by default. */
export async function ask(
  opened: TestDatabase,
  workspaceId: string,
  source: string,
  variableValues: Record<string, unknown> = {},
  changes: Partial<Principal> = {},
): Promise<Answer> {
  const open = posts.open(openServices(opened));
  const request = { requestId: 'test', signal: new AbortController().signal };
  // A key for each workspace, because calls are limited per key.
  const principal = testPrincipal(workspaceId, { keyId: `key of ${workspaceId}`, ...changes });
  const contextValue = open.context({ ...request, principal });
  return (await graphql({ schema: open.schema, source, variableValues, contextValue })) as Answer;
}
