import { setTimeout } from 'node:timers/promises';
import { graphqlRequest } from '../harness/load.ts';
import type { Options } from '../harness/options.ts';
import { startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { type DataSet, openDataSet } from './data-set.ts';
import { diskTable } from './disk.ts';
import { connected } from './fill.ts';
import { BRANDS, charts, MENTION_PAGE, mentionPages, postPages, type Read, YEAR } from './reads.ts';
import { asked, cursorBehind, type Timed, timeRead, type World } from './time-reads.ts';
import { measureBackfill } from './tracker-backfill.ts';
import { measureWrites, type Written } from './writes.ts';

const ROWS = 10_000_000;
const EXPORTED = 100_000;
const PAGE = 20;

/** Reads and writes beside a large number of rows, in the largest of the workspaces. */
export async function bench({ rows, rounds, seconds, only }: Options): Promise<Table[]> {
  const data = await openDataSet(rows ?? ROWS);
  try {
    const server = await startProduct(data.database.url, null);
    try {
      const world = { server, workspace: data.largest };
      const timed: Timed[] = [];
      for (const read of await reads(data, world, only)) {
        timed.push(await timeRead(world, read, { rounds, seconds }));
        say(line(timed.at(-1)!));
      }
      if (only !== null) return [readTable(timed, data)];
      const written = [
        await measureExport(data, world),
        await measureBackfill(data, world, firstPage()),
        ...(await measureWrites(data, world, firstPage())),
      ];
      return [readTable(timed, data), writeTable(written), await diskTable(data.database.url)];
    } finally {
      await server.stop();
    }
  } finally {
    await data.database.stop();
  }
}

async function reads(data: DataSet, world: World, only: string | null): Promise<Read[]> {
  await countDays(data, world);
  const wanted = ({ name }: Read) => only === null || name.includes(only);
  const all = [...mentionPages(), ...postPages(), ...charts(await trackBrands(data, world))].filter(wanted);
  const deep = { name: 'mentions: page 1,000', aim: 50 };
  if (!wanted({ ...deep, request: firstPage().request })) return all;
  const after = await cursorBehind(world, 999 * PAGE);
  const variables = { sort: 'DATE', order: 'DESC', first: PAGE, after };
  return [...all, { ...deep, request: graphqlRequest(MENTION_PAGE, variables) }];
}

/** Draws a chart of all mentions and waits until the job has counted their days and months. */
async function countDays({ database, largest }: DataSet, world: World): Promise<void> {
  await asked(world, graphqlRequest('{ mentionCounts(by: TOPIC, first: 1) { count } }'));
  await connected(database.url, async (client) => {
    for (;;) {
      const { rows } = await client.query<{ missing: number }>(
        `with days as (
           select distinct (posted_at at time zone 'UTC')::date as day from mentions.mentions where workspace_id = $1
         ) select count(*)::int as missing from (
           select 'day' as period, days.* from days
           except select period, starts from mentions.key_counts where workspace_id = $1 and dimension = 'country'
           union all
           (select 'month', date_trunc('month', day)::date from days
            except select period, starts from mentions.key_counts where workspace_id = $1 and dimension = 'country')
         ) periods`,
        [largest.id],
      );
      if (rows[0]!.missing === 0) return;
      say(`  ${rows[0]!.missing} days and months are still to be counted`);
      await setTimeout(2_000);
    }
  });
}

function firstPage(): Read {
  return {
    name: 'first page of mentions',
    request: graphqlRequest(MENTION_PAGE, { sort: 'DATE', order: 'DESC', first: PAGE }),
    aim: null,
  };
}

/**
 * Tracks the brands with a snapshot of each day of the year: one that is captured, and copies of
 * it. Returns the id of the query.
 */
async function trackBrands({ database, largest }: DataSet, world: World): Promise<string> {
  const existing = (await asked(world, graphqlRequest('{ intelligenceQueries { nodes { id } } }'))) as {
    data: { intelligenceQueries: { nodes: readonly { id: string }[] } };
  };
  const [found] = existing.data.intelligenceQueries.nodes;
  if (found) return found.id;
  const [primaryBrand, ...competitorBrands] = BRANDS.map((name) => ({ name }));
  const created = (await asked(
    world,
    graphqlRequest(
      `mutation Track($input: CreateIntelligenceQueryInput!) {
        createIntelligenceQuery(input: $input) { ... on IntelligenceQueryCreated { query { id } } }
      }`,
      { input: { primaryBrand, competitorBrands, rangeDays: 365 } },
    ),
  )) as { data: { createIntelligenceQuery: { query: { id: string } } } };
  const { id } = created.data.createIntelligenceQuery.query;
  const capture = `mutation { captureSnapshot(queryId: "${id}", date: "${YEAR.to}") { __typename } }`;
  await asked(world, graphqlRequest(capture));
  await connected(database.url, (client) =>
    client.query(
      `insert into intelligence.snapshots (workspace_id, query_id, date, range_days, communities, brands, counts,
         sources, summary, summary_engine, analysis_version, captured_at)
       select workspace_id, query_id, date - n, range_days, communities, brands, counts, sources, summary,
         summary_engine, analysis_version, captured_at
       from intelligence.snapshots, generate_series(1, 364) n where workspace_id = $1`,
      [largest.id],
    ),
  );
  return id;
}

async function measureExport({ sizes }: DataSet, { server, workspace }: World): Promise<Written> {
  const rows = Math.min(EXPORTED, sizes.mentions / 10);
  const started = performance.now();
  const response = await fetch(`${server.url}/v1/export/mentions.ndjson?limit=${rows}`, {
    headers: { 'x-api-key': workspace.keys[0]! },
  });
  const lines = (await response.text()).trimEnd().split('\n').length;
  if (lines !== rows) throw new Error(`The export has ${lines} of ${rows} rows.`);
  const perSecond = (rows * 1_000) / (performance.now() - started);
  return { name: 'export of mentions as NDJSON', rows, perSecond, beside: null };
}

function line({ name, p50, p95, aim, rows }: Timed): string {
  const missed = aim !== null && p95 > aim ? '  MISSED' : '';
  return `  ${p50.toFixed(1).padStart(8)} ${p95.toFixed(1).padStart(8)} ms  ${name} (${rows} rows)${missed}`;
}

function readTable(timed: readonly Timed[], { sizes }: DataSet): Table {
  const { mentions, posts, workspaces } = sizes;
  return {
    title: `ten-million: reads in a workspace of ${mentions / 10} mentions and ${posts / 10} posts`,
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
      `${timed.filter(({ p95, aim }) => aim !== null && p95 > aim).length} above their aim.`,
    ],
    data: timed,
  };
}

function writeTable(written: readonly Written[]): Table {
  return {
    title: 'ten-million: writes and exports',
    columns: ['', 'rows', 'rows/s', 'first page beside it, p50 ms', 'p95 ms'],
    rows: written.map(({ name, rows, perSecond, beside }) => [
      name,
      String(rows),
      perSecond.toFixed(0),
      beside?.p50.toFixed(1) ?? '',
      beside?.p95.toFixed(1) ?? '',
    ]),
    notes: [],
    data: written,
  };
}
