import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { temporaryFolder } from '@tributary/kit/testing';
import { MEASURED, startNode } from '../harness/children.ts';
import { type BenchWorkspace, openBenchDatabase, run } from '../harness/database.ts';
import { generatePosts } from '../harness/generate-posts.ts';
import { BENCH, type Options, ROOT } from '../harness/options.ts';
import { say, type Table } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';

const ROWS = 50_000;

interface Measured {
  rows: number;
  seconds: number;
}

interface Way {
  readonly name: string;
  readonly measure: () => Promise<Measured>;
}

/** Rows per second of the import command, of the same without scoring, and of scoring alone. */
export async function bench({ rounds }: Options): Promise<Table[]> {
  const folder = await temporaryFolder('tributary-bench-');
  const database = await openBenchDatabase();
  try {
    const [workspace] = await database.addWorkspaces(1, { posts: 0, keys: 0 });
    const file = join(folder, 'posts.ndjson');
    await writeRows(file);
    const ways = waysOf(database.url, workspace!, file);
    const rates = new Map(ways.map(({ name }) => [name, [] as number[]]));
    for (let round = 0; round < rounds; round++) {
      for (let turn = 0; turn < ways.length; turn++) {
        const { name, measure } = ways[(round + turn) % ways.length]!;
        await run(database.url, 'truncate posts.community_posts cascade');
        const { rows, seconds } = await measure();
        if (rows !== ROWS) throw new Error(`${name}: ${rows} of ${ROWS} rows.`);
        rates.get(name)!.push(rows / seconds);
        say(`  round ${round + 1}: ${name}: ${Math.round(rows / seconds)} rows a second`);
      }
    }
    return [tableOf(rates)];
  } finally {
    await database.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

async function writeRows(file: string): Promise<void> {
  const lines = generatePosts(ROWS).map((post) => `${JSON.stringify(post)}\n`);
  await pipeline(Readable.from(lines), createWriteStream(file));
}

function waysOf(databaseUrl: string, { id: workspaceId, name }: BenchWorkspace, file: string): Way[] {
  const part = (mode: 'unscored' | 'scoring') => async () => {
    const options = { mode, rows: ROWS, file, databaseUrl, workspaceId };
    return (await node([`${BENCH}/import/measure.ts`, JSON.stringify(options)])) as Measured;
  };
  const command = async () => {
    const args = ['import', 'posts', file, '--workspace', name, '--source', 'reddit', '--json'];
    const report = await node([join(ROOT, 'gateway/bin/tributary.js'), ...args], databaseUrl);
    const { inserted, seconds } = report as { inserted: number; seconds: number };
    return { rows: inserted, seconds };
  };
  return [
    { name: 'tributary import posts', measure: command },
    { name: 'the same without scoring', measure: part('unscored') },
    { name: 'scoring alone', measure: part('scoring') },
  ];
}

/** Runs a script to its end and returns the JSON that it prints. */
async function node(args: readonly string[], databaseUrl = ''): Promise<unknown> {
  const child = startNode(args, MEASURED, { env: { ...process.env, DATABASE_URL: databaseUrl } });
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, errors, code] = await Promise.all([text(child.stdout!), text(child.stderr!), ended]);
  if (code !== 0) throw new Error(`${args[0]} has failed: ${errors.slice(-500)}`);
  return JSON.parse(out);
}

function tableOf(rates: ReadonlyMap<string, number[]>): Table {
  const outcomes = [...rates].map(([name, each]) => ({ name, rates: each, median: median(each) }));
  const base = outcomes[0]!.median;
  return {
    title: `import: ${ROWS} posts`,
    columns: ['', 'ratio', 'rows/s'],
    rows: outcomes.map((each) => [
      each.name,
      (each.median / base).toFixed(2),
      String(Math.round(each.median)),
    ]),
    notes: [],
    data: { outcomes },
  };
}
