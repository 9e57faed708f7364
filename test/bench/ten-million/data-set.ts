import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { totalmem } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { startApp } from '@tributary/gateway';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { ANALYSIS_VERSION as OF_MENTIONS } from '../../../subgraphs/mentions/src/analysis/index.ts';
import { ANALYSIS_VERSION as OF_POSTS } from '../../../subgraphs/posts/src/community/scoring/index.ts';
import {
  type BenchDatabase,
  type BenchWorkspace,
  liftWindows,
  openBenchDatabase,
} from '../harness/database.ts';
import { BENCH } from '../harness/options.ts';
import { say } from '../harness/report.ts';
import { connected, fill } from './fill.ts';

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

/** The largest workspace of a stored data set, and what its rows were generated for. */
interface Stored {
  readonly largest: BenchWorkspace;
  readonly versions: typeof VERSIONS;
}

const MOST_MEMORY = 4 * 1024 ** 3;
/** Free disk for generation: for each mention with a fifth of a post, and for the log. */
const BYTES = { perMention: 3_200, log: 10e9 };
/** A server would analyse rows of older versions again while it is measured. */
const VERSIONS = { mentions: OF_MENTIONS, posts: OF_POSTS };

/** The sizes for so many mentions: 10,000,000 are those of 1,000 workspaces. */
export function sizesFor(mentions: number): Sizes {
  return { mentions, posts: mentions / 5, workspaces: Math.max(10, Math.round(mentions / 10_000)) };
}

/**
 * Opens the data set of this size, which is created by the first run and stays in `.data` of the
 * benchmark. It is created again if an older analysis has generated it.
 */
export async function openDataSet(mentions: number): Promise<DataSet> {
  const sizes = sizesFor(mentions);
  const folder = join(BENCH, 'ten-million/.data', String(mentions));
  const file = join(folder, 'largest-workspace.json');
  const stored = await readStored(file);
  if (!stored) {
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true });
    await requireSpace(folder, sizes);
  }
  const database = await openBenchDatabase({ kept: folder, settings: serverSettings() });
  try {
    const largest = stored?.largest ?? (await create(database, sizes));
    if (stored) await migrate(database.url);
    await liftWindows(database.url, largest.id);
    await keepAnalyses(database.url);
    await writeFile(file, JSON.stringify({ largest, versions: VERSIONS } satisfies Stored));
    return { database, largest, sizes };
  } catch (error) {
    await database.stop();
    if (!stored) await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

/** Returns null if there is no complete data set of the current versions. */
async function readStored(file: string): Promise<Stored | null> {
  if (!existsSync(file)) return null;
  const stored = JSON.parse(await readFile(file, 'utf8')) as Stored;
  return isDeepStrictEqual(stored.versions, VERSIONS) ? stored : null;
}

async function requireSpace(folder: string, { mentions }: Sizes): Promise<void> {
  const { bavail, bsize } = await statfs(folder);
  const needed = mentions * BYTES.perMention + BYTES.log;
  if (bavail * bsize >= needed) return;
  const inGb = (bytes: number) => `${(bytes / 1e9).toFixed(0)} GB`;
  throw new Error(
    `${mentions} mentions need ${inGb(needed)} of free disk, and ${inGb(bavail * bsize)} are free.`,
  );
}

/** What docs/scaling.md recommends for a larger PostgreSQL. */
function serverSettings(): Record<string, string> {
  const buffers = Math.floor(Math.min(totalmem() / 4, MOST_MEMORY) / 1024 ** 2);
  return {
    shared_buffers: `${buffers}MB`,
    random_page_cost: '1.1',
    work_mem: '16MB',
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

/**
 * Keeps the analyses as they were generated: posts are scored again only in workspaces that have a
 * row here, and then read from pages that index-only scans have to read as well.
 */
function keepAnalyses(url: string): Promise<unknown> {
  return connected(url, (client) => client.query('delete from posts.scored_brands'));
}

/** Brings an existing data set to the current schema. */
async function migrate(url: string): Promise<void> {
  const app = await startApp(testConfig({ DATABASE_URL: url }), silentLog);
  await app.stop();
}
