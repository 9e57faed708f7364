import { existsSync } from 'node:fs';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { startApp } from '@tributary/gateway';
import { silentLog, testConfig } from '@tributary/kit/testing';
import {
  type BenchDatabase,
  type BenchWorkspace,
  liftWindows,
  openBenchDatabase,
} from '../harness/database.ts';
import { BENCH } from '../harness/options.ts';
import { say } from '../harness/report.ts';
import { fill } from './fill.ts';

/** The generated data set on its server. */
export interface DataSet {
  readonly database: BenchDatabase;
  /** The largest workspace: a tenth of all rows. */
  readonly largest: BenchWorkspace;
  readonly sizes: Sizes;
}

/** How many rows there are. */
export interface Sizes {
  readonly mentions: number;
  readonly posts: number;
  readonly workspaces: number;
}

const MOST_MEMORY = 4 * 1024 ** 3;

/** The sizes for so many mentions: 10,000,000 are those of 1,000 workspaces. */
export function sizesFor(mentions: number): Sizes {
  return { mentions, posts: mentions / 5, workspaces: Math.max(10, Math.round(mentions / 10_000)) };
}

/**
 * Opens the data set of this size, which is created by the first run and stays in `.data` of the
 * benchmark. A data set whose creation was interrupted is created again.
 */
export async function openDataSet(mentions: number): Promise<DataSet> {
  const sizes = sizesFor(mentions);
  const folder = join(BENCH, 'ten-million/.data', String(mentions));
  const file = join(folder, 'largest-workspace.json');
  if (!existsSync(file)) await rm(folder, { recursive: true, force: true });
  const database = await openBenchDatabase({ kept: folder, settings: serverSettings() });
  try {
    const stored = existsSync(file) ? (JSON.parse(await readFile(file, 'utf8')) as BenchWorkspace) : null;
    const largest = stored ?? (await create(database, sizes));
    if (stored) await migrate(database.url);
    await liftWindows(database.url, largest.id);
    await writeFile(file, JSON.stringify(largest));
    return { database, largest, sizes };
  } catch (error) {
    await database.stop();
    throw error;
  }
}

/** What docs/scaling.md recommends for a larger PostgreSQL. */
function serverSettings(): Record<string, string> {
  const buffers = Math.floor(Math.min(totalmem() / 4, MOST_MEMORY) / 1024 ** 2);
  return {
    shared_buffers: `${buffers}MB`,
    random_page_cost: '1.1',
    maintenance_work_mem: '512MB',
    max_wal_size: '8GB',
  };
}

async function create(database: BenchDatabase, sizes: Sizes): Promise<BenchWorkspace> {
  say(`Making ${sizes.mentions} mentions and ${sizes.posts} posts of ${sizes.workspaces} workspaces …`);
  const started = performance.now();
  const [largest] = await database.addWorkspaces(1, { posts: 0, keys: 4 });
  await fill(database.url, largest!.id, sizes);
  say(`  ${Math.round((performance.now() - started) / 1_000)} s`);
  return largest!;
}

/** Brings an existing data set to the current schema. */
async function migrate(url: string): Promise<void> {
  const app = await startApp(testConfig({ DATABASE_URL: url }), silentLog);
  await app.stop();
}
