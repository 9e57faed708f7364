import { graphqlRequest } from '../harness/load.ts';
import type { Options } from '../harness/options.ts';
import { startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { type DataSet, openDataSet } from './data-set.ts';
import { diskTable } from './disk.ts';
import { measureExport } from './export-rows.ts';
import { countDays, countTops, trackBrands } from './prepare.ts';
import { charts, MENTION_PAGE, mentionPages, postPages, type Read } from './reads.ts';
import { cursorBehind, type Timed, timeReads, type World } from './time-reads.ts';
import { measureBackfill } from './tracker-backfill.ts';
import { measureWrites, type Written } from './writes.ts';

const ROWS = 10_000_000;
const PAGE = 20;

/**
 * Reads and writes beside a large number of rows, in the largest of the workspaces. A read that
 * fails does not end the run, but the run then fails at its end.
 */
export async function* bench({ rows, rounds, seconds, only }: Options): AsyncGenerator<Table> {
  const data = await openDataSet(rows ?? ROWS);
  try {
    const server = await startProduct(data.database.url, null);
    try {
      const world = { server, workspace: data.largest };
      const failures: string[] = [];
      for await (const [name, reads] of sections(data, world)) {
        const wanted = reads.filter((read) => only === null || read.name.includes(only));
        const timed = await timeReads(world, wanted, { rounds, seconds }, failures);
        if (timed.length > 0) yield readTable(name, timed, data);
      }
      if (only === null) yield* measureOthers(data, world);
      if (failures.length > 0) throw new Error(`${failures.length} reads failed. ${failures.join(' ')}`);
    } finally {
      await server.stop();
    }
  } finally {
    await data.database.stop();
  }
}

/** The kinds of reads, each prepared only when those before it have been measured. */
async function* sections(data: DataSet, world: World): AsyncGenerator<readonly [string, readonly Read[]]> {
  await countDays(data, world);
  yield ['first pages of mentions', mentionPages()];
  yield ['page 1,000 of mentions', [await pageBehind(world, 999 * PAGE)]];
  yield ['first pages of posts', postPages()];
  await countTops(data, world);
  yield ['charts of a year', charts(await trackBrands(data, world))];
}

async function pageBehind(world: World, count: number): Promise<Read> {
  const after = await cursorBehind(world, count);
  const variables = { sort: 'DATE', order: 'DESC', first: PAGE, after };
  return { name: 'mentions: page 1,000', request: graphqlRequest(MENTION_PAGE, variables), aim: 50 };
}

/** Measures what is no read of the graph, and the disk before rows are written. */
async function* measureOthers(data: DataSet, world: World): AsyncGenerator<Table> {
  yield await diskTable(data.database.url, data.sizes);
  yield writeTable(await measureExport(data, world));
  yield writeTable(await measureBackfill(data, world, firstPage()));
  for await (const written of measureWrites(data, world, firstPage())) yield writeTable(written);
}

function firstPage(): Read {
  return {
    name: 'first page of mentions',
    request: graphqlRequest(MENTION_PAGE, { sort: 'DATE', order: 'DESC', first: PAGE }),
    aim: null,
  };
}

function readTable(name: string, timed: readonly Timed[], { sizes }: DataSet): Table {
  const { mentions, posts, workspaces } = sizes;
  const missed = timed.filter(({ p95, aim }) => aim !== null && p95 > aim).length;
  return {
    title: `ten-million: ${name}, in a workspace of ${mentions / 10} mentions and ${posts / 10} posts`,
    columns: ['', 'p50 ms', 'p95 ms', 'aim ms', 'p95 / aim', 'rows'],
    rows: timed.map(({ name, p50, p95, aim, rows }) => [
      name,
      p50.toFixed(1),
      p95.toFixed(1),
      aim === null ? '' : String(aim),
      aim === null ? '' : (p95 / aim).toFixed(2),
      String(rows),
    ]),
    notes: [
      `${mentions} mentions and ${posts} posts of ${workspaces} workspaces; requests one after the other.`,
      `${missed} above their aim.`,
    ],
    data: timed,
  };
}

function writeTable(written: Written): Table {
  const { name, rows, perSecond, beside } = written;
  say(`  ${perSecond.toFixed(0).padStart(8)} rows/s  ${name}`);
  return {
    title: `ten-million: ${name}`,
    columns: ['rows', 'rows/s', 'first page beside it, p50 ms', 'p95 ms'],
    rows: [[String(rows), perSecond.toFixed(0), beside?.p50.toFixed(1) ?? '', beside?.p95.toFixed(1) ?? '']],
    notes: [],
    data: written,
  };
}
