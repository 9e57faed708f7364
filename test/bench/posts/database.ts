import { rm } from 'node:fs/promises';
import { startApp } from '@tributary/gateway';
import { openDatabase, openEmbeddedPostgres } from '@tributary/kit';
import { openServices, silentLog, temporaryFolder, testConfig } from '@tributary/kit/testing';
import { posts } from '@tributary/posts';
import pg from 'pg';
import { type GeneratedPost, generatePosts } from './generate.ts';

/** A PostgreSQL of its own, in a folder that goes with it. */
export interface BenchDatabase {
  readonly url: string;
  readonly workspaceId: string;
  /** Native keys of the workspace. */
  readonly keys: readonly string[];
  stop(): Promise<void>;
}

/** Rows of one statement, as an import has them. */
const BATCH = 500;
const PRODUCT = 'community-tracker';

/** Starts a database, migrated, with the workspace `demo`, keys of it and so many scored posts. */
export async function openBenchDatabase(size: { posts: number; keys: number }): Promise<BenchDatabase> {
  const folder = await temporaryFolder('tributary-bench-');
  const server = await openEmbeddedPostgres({ dataDir: folder, settings: { fsync: 'off' } });
  const stop = async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
  try {
    const { workspaceId, keys } = await createWorkspace(server.url, size.keys);
    await fill(server.url, workspaceId, size.posts);
    await run(server.url, 'vacuum (analyze) posts.community_posts');
    return { url: server.url, workspaceId, keys, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function createWorkspace(url: string, count: number) {
  // Started once for its migrations and its administration.
  const app = await startApp(testConfig({ DATABASE_URL: url }), silentLog);
  try {
    const { id: workspaceId } = await app.admin.createWorkspace('demo');
    await app.admin.setPlan(workspaceId, PRODUCT, 'team');
    const keys: string[] = [];
    for (let index = 0; index < count; index++) {
      const { key, record } = await app.admin.createKey(workspaceId, { kind: 'native' });
      keys.push(key);
      await lift(url, workspaceId, record.id);
    }
    return { workspaceId, keys };
  } finally {
    await app.stop();
  }
}

/**
 * Gives a key more requests than a run makes, with all the work of counting them: a window that began in the future
 * is the current one until then, and a count far below zero does not reach the limit.
 */
async function lift(url: string, workspaceId: string, keyId: string): Promise<void> {
  await run(
    url,
    `insert into limits.windows (workspace_id, key_id, bucket, starts_at, used, granted, max)
     select $1, $2, bucket, '2100-01-01', -1000000000, 0, 0 from unnest($3::text[]) as bucket`,
    [workspaceId, keyId, ['graphql', PRODUCT]],
  );
}

async function fill(url: string, workspaceId: string, count: number): Promise<void> {
  const config = testConfig({ DATABASE_URL: url });
  const database = await openDatabase(config, silentLog);
  const stop = () => database.stop();
  const subgraph = posts.open(openServices({ url, config, database, stop }));
  const target = subgraph.beginImport('posts', workspaceId, { source: 'reddit' }, undefined);
  const write = (rows: readonly GeneratedPost[]) =>
    target.write(rows.map((row) => target.parse({ ...row } as never)));
  let batch: GeneratedPost[] = [];
  for (const post of generatePosts(count)) {
    batch.push(post);
    if (batch.length < BATCH) continue;
    await write(batch);
    batch = [];
  }
  if (batch.length > 0) await write(batch);
  await stop();
}

/** One statement on a connection of its own. */
export async function run(url: string, statement: string, values?: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}
