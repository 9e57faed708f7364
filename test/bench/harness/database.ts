import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startApp } from '@tributary/gateway';
import { openEmbeddedPostgres } from '@tributary/kit/embedded-postgres';
import { PRODUCTS } from '@tributary/kit/host';
import { openDatabase } from '@tributary/kit/postgres';
import { openServices, silentLog, temporaryFolder, testConfig } from '@tributary/kit/testing';
import { posts } from '@tributary/posts';
import pg from 'pg';
import { withoutIndexes } from '../mentions/generate.ts';
import { type GeneratedPost, generatePosts } from './generate-posts.ts';

/** A separate PostgreSQL server in a temporary directory. */
export interface BenchDatabase {
  readonly url: string;
  /** The server's main process, the parent of its others. */
  readonly pid: number;
  /** Adds workspaces, each with native keys and scored posts. */
  addWorkspaces(count: number, size: WorkspaceSize): Promise<BenchWorkspace[]>;
  /** Adds workspaces with the same posts as another, which is faster than to import them. */
  addCopies(count: number, of: BenchWorkspace): Promise<BenchWorkspace[]>;
  stop(): Promise<void>;
}

/** The contents of a workspace. */
export interface WorkspaceSize {
  readonly posts: number;
  readonly keys: number;
}

/** A workspace on the largest plans. */
export interface BenchWorkspace {
  readonly id: string;
  readonly name: string;
  /** Native keys whose requests are counted but never limited. */
  readonly keys: readonly string[];
}

/** Rows per statement, as in an import. */
const BATCH = 500;
/** The alternative plan, for products without the first. */
const PLANS = { 'community-tracker': 'team', 'social-crm': 'team' } as const;

/** Where a database is, and how its server is set. */
export interface BenchServer {
  /** The folder of a database that later runs use again; a temporary one by default. */
  readonly kept?: string;
  /** Settings of the server. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** Starts a server, whose database has no tables before workspaces are added. */
export async function openBenchDatabase({ kept, settings }: BenchServer = {}): Promise<BenchDatabase> {
  const folder = kept ?? (await temporaryFolder('tributary-bench-'));
  const server = await openEmbeddedPostgres({ dataDir: folder, settings: { fsync: 'off', ...settings } });
  const { url } = server;
  const [pid] = (await readFile(join(folder, 'postgres/data/postmaster.pid'), 'utf8')).split('\n');
  return {
    url,
    pid: Number(pid),
    async addWorkspaces(count, size) {
      const workspaces = await createWorkspaces(url, count, size.keys);
      await fill(url, workspaces, size.posts);
      await run(url, 'vacuum (analyze) posts.community_posts');
      return workspaces;
    },
    async addCopies(count, { id, keys }) {
      const workspaces = await createWorkspaces(url, count, keys.length);
      await copyPosts(url, id, workspaces);
      return workspaces;
    },
    async stop() {
      await server.stop();
      if (kept === undefined) await rm(folder, { recursive: true, force: true });
    },
  };
}

async function createWorkspaces(url: string, count: number, keys: number): Promise<BenchWorkspace[]> {
  // Opened for migrations and administration.
  const app = await startApp(testConfig({ DATABASE_URL: url }), silentLog);
  try {
    const workspaces: BenchWorkspace[] = [];
    for (let made = 0; made < count; made++) {
      const name = `bench-${randomUUID()}`;
      const { id } = await app.admin.createWorkspace(name);
      for (const [product, plan] of Object.entries(PLANS))
        await app.admin.setPlan(id, product as keyof typeof PLANS, plan);
      const own: string[] = [];
      const records: string[] = [];
      for (let index = 0; index < keys; index++) {
        const { key, record } = await app.admin.createKey(id, { kind: 'native' });
        own.push(key);
        records.push(record.id);
      }
      await lift(url, id, records);
      workspaces.push({ id, name, keys: own });
    }
    return workspaces;
  } finally {
    await app.stop();
  }
}

/**
 * Gives keys more requests than a run can send, without skipping the work of counting: a window
 * that starts in the future is current until then, and a count far below zero never reaches the
 * limit.
 */
async function lift(url: string, workspaceId: string, keyIds: readonly string[]): Promise<void> {
  await run(
    url,
    `insert into limits.windows (workspace_id, key_id, bucket, starts_at, used, granted, max)
     select $1, key_id, bucket, '2100-01-01', -1000000000, 0, 0
     from unnest($2::uuid[]) as key_id, unnest($3::text[]) as bucket`,
    [workspaceId, keyIds, ['graphql', ...PRODUCTS]],
  );
}

/** Gives every key and session of a workspace that has sent a request more of them; see `lift`. */
export async function liftWindows(url: string, workspaceId: string): Promise<void> {
  await run(
    url,
    `update limits.windows set starts_at = '2100-01-01', used = -1000000000 where workspace_id = $1`,
    [workspaceId],
  );
}

async function copyPosts(url: string, from: string, to: readonly BenchWorkspace[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ columns: string }>(
      `select string_agg(quote_ident(attname), ', ') as columns from pg_attribute
       where attrelid = 'posts.community_posts'::regclass and attnum > 0 and not attisdropped
         and attgenerated = '' and attname not in ('workspace_id', 'id')`,
    );
    const { columns } = rows[0]!;
    const restore = await withoutIndexes(client, 'posts.community_posts');
    for (const { id } of to)
      await client.query(
        `insert into posts.community_posts (workspace_id, ${columns})
         select $1, ${columns} from posts.community_posts where workspace_id = $2`,
        [id, from],
      );
    await restore();
    await client.query('vacuum (analyze) posts.community_posts');
  } finally {
    await client.end();
  }
}

async function fill(url: string, workspaces: readonly BenchWorkspace[], count: number): Promise<void> {
  const config = testConfig({ DATABASE_URL: url });
  const database = await openDatabase(config, silentLog);
  const stop = () => database.stop();
  const subgraph = posts.open(openServices({ url, config, database, stop }));
  for (const { id } of workspaces) {
    const target = subgraph.beginImport('posts', id, { source: 'reddit' }, undefined);
    const write = async (rows: readonly GeneratedPost[]) => {
      const parsed = rows.map((row) => target.parse({ ...row } as never));
      await target.write((await target.prepare?.(parsed)) ?? parsed);
    };
    let batch: GeneratedPost[] = [];
    for (const post of generatePosts(count)) {
      batch.push(post);
      if (batch.length < BATCH) continue;
      await write(batch);
      batch = [];
    }
    if (batch.length > 0) await write(batch);
    await target.finish?.({ error: null });
  }
  await stop();
}

/** Sends one statement on a connection of its own. */
export async function run(url: string, statement: string, values?: unknown[]): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement, values);
  } finally {
    await client.end();
  }
}
