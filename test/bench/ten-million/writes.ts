import { randomUUID } from 'node:crypto';
import { DAY } from '@tributary/kit';
import { openDatabase } from '@tributary/kit/postgres';
import { openServices, silentLog, testConfig } from '@tributary/kit/testing';
import { mentions } from '@tributary/mentions';
import { posts } from '@tributary/posts';
import pg from 'pg';
import { fillWorkspace } from '../mentions/generate.ts';
import { importing, noBrands } from '../mentions/importing.ts';
import { POST_COLUMNS, selectPosts } from './community-posts.ts';
import type { DataSet } from './data-set.ts';
import type { Read } from './reads.ts';
import { type Timed, timeBeside, type World } from './time-reads.ts';

/** Work that writes, and what a reader of the largest workspace notices. */
export interface Written {
  readonly name: string;
  readonly rows: number;
  readonly perSecond: number;
  /** Null if nothing was read meanwhile. */
  readonly beside: Timed | null;
}

/** Older than anything generated; what retention deletes is from before. */
const KEPT_SINCE = Date.parse('2015-01-01');
const MOST = { imported: 100_000, deleted: 20_000 };

/** Imports into a workspace of its own, deletes its old rows, and measures reads meanwhile. */
export async function* measureWrites(
  { database, sizes }: DataSet,
  world: World,
  read: Read,
): AsyncGenerator<Written> {
  const config = testConfig({
    DATABASE_URL: database.url,
    RETENTION_DAYS: String(Math.floor((Date.now() - KEPT_SINCE) / DAY)),
  });
  const opened = await openDatabase(config, silentLog);
  const pool = new pg.Pool({ connectionString: database.url, max: 1 });
  const workspaceId = randomUUID();
  const most = (rows: number) => Math.min(rows, sizes.mentions / 20);
  const services = {
    ...openServices({ url: database.url, config, database: opened, stop: () => opened.stop() }),
    graph: noBrands,
  };
  try {
    const subgraph = mentions.open(services);
    for (const analysis of ['off', 'on'] as const) {
      const rows = most(MOST.imported);
      const { timed, result } = await timeBeside(world, read, () =>
        importing(subgraph, workspaceId, rows, analysis),
      );
      const name = `import of mentions, analysis ${analysis}`;
      yield { name, rows, perSecond: result.rowsPerSecond, beside: timed };
    }
    const old = most(MOST.deleted);
    await addOldRows(pool, workspaceId, old);
    for (const [name, job] of [
      ['retention of mentions', subgraph.jobs.find((each) => each.name === 'mentions.delete-old')!],
      ['retention of posts', posts.open(services).jobs.find((each) => each.name === 'posts.delete-old')!],
    ] as const) {
      const { timed, result } = await timeBeside(world, read, async () => {
        const started = performance.now();
        await job.run({ data: {}, signal: new AbortController().signal, lastAttempt: true });
        return performance.now() - started;
      });
      yield { name, rows: old, perSecond: (old * 1_000) / result, beside: timed };
    }
  } finally {
    await removeWorkspace(pool, workspaceId);
    await pool.end();
    await opened.stop();
  }
}

async function addOldRows(pool: pg.Pool, workspaceId: string, rows: number): Promise<void> {
  await fillWorkspace(pool, workspaceId, rows);
  await pool.query(
    `update mentions.mentions set posted_at = posted_at - interval '20 years'
     where workspace_id = $1 and id like 'post_%'`,
    [workspaceId],
  );
  await pool.query(
    `insert into posts.community_posts (workspace_id, ${POST_COLUMNS})
     select $1::uuid, v.* from (${selectPosts('1', '$2')}) v`,
    [workspaceId, rows],
  );
  await pool.query(
    `update posts.community_posts set posted_at = posted_at - interval '20 years' where workspace_id = $1`,
    [workspaceId],
  );
  // Old rows are known to the planner: they have been there for years.
  await pool.query('analyze mentions.mentions, posts.community_posts');
}

/** Removes what was written, so that the data set stays as it was. */
async function removeWorkspace(pool: pg.Pool, workspaceId: string): Promise<void> {
  for (const table of ['mentions', 'metric_readings', 'runs', 'datasets', 'brand_names'])
    await pool.query(`delete from mentions.${table} where workspace_id = $1`, [workspaceId]);
  await pool.query('delete from posts.community_posts where workspace_id = $1', [workspaceId]);
  // Also where few rows are dead, so that an index-only scan does not read their pages.
  for (const table of ['mentions.mentions', 'posts.community_posts'])
    await pool.query(`vacuum (index_cleanup on, analyze) ${table}`);
}
