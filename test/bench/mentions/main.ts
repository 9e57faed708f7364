/**
 * `npm run bench:mentions [-- ROWS]`: measures first pages in the database, page 1,000, and the
 * import, on a separate PostgreSQL server.
 */
import { rm } from 'node:fs/promises';
import { eventsSchema } from '@tributary/kit/events';
import { migrate, openDatabase, type Scope } from '@tributary/kit/postgres';
import { openServices, silentLog, temporaryFolder, testConfig } from '@tributary/kit/testing';
import { mentions } from '@tributary/mentions';
import { Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import { placeOf } from '../../../subgraphs/mentions/src/data/mentions.ts';
import type { Tables } from '../../../subgraphs/mentions/src/data/tables.ts';
import { generate, workspaceOf } from './generate.ts';
import { alone, importing, noBrands } from './importing.ts';
import { explain, type Question, questions, readPage, type Sent } from './queries.ts';

const ROWS = Number(process.argv[2] ?? 1_000_000);
const ROUNDS = 5;
const WANTED = 50;
const PAGES = 1_000;
const IMPORTED = 120_000;

const say = (line: string) => void process.stdout.write(`${line}\n`);
const median = (values: number[]) =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)]!;

/** A workspace's scope that records every statement sent through it. */
function recording(pool: Pool, workspaceId: string): { scope: Scope<Tables>; sent: Sent[] } {
  const sent: Sent[] = [];
  const db = new Kysely<Tables>({
    dialect: new PostgresDialect({ pool }),
    log: ({ query: { sql, parameters } }) => void sent.push({ sql, parameters }),
  });
  return { scope: { db: db.withSchema('mentions'), workspaceId }, sent };
}

/** Explains the statements of one page; returns the sum of their medians, and their plans. */
async function measure(
  pool: Pool,
  question: Question,
): Promise<{ ms: number; plans: string[]; rows: number }> {
  const { scope, sent } = recording(pool, workspaceOf(1));
  const rows = (await readPage(scope, question)).length;
  const plans: string[] = [];
  let ms = 0;
  for (const statement of sent) {
    const rounds = [];
    for (let round = 0; round < ROUNDS; round++) rounds.push(await explain(pool, statement));
    ms += median(rounds.map((each) => each.ms));
    plans.push(rounds.at(-1)!.plan);
  }
  return { ms, plans, rows };
}

async function firstPages(pool: Pool): Promise<number> {
  let slow = 0;
  for (const question of questions()) {
    const { ms, plans, rows } = await measure(pool, question);
    const way = [...new Set(plans.join('\n').match(/mentions_\w+/g))].join(', ');
    say(`${ms.toFixed(1).padStart(8)} ms  ${question.name} (${rows} rows; ${way})`);
    if (ms <= WANTED) continue;
    slow++;
    say(plans.join('\n').replace(/^/gm, '              '));
  }
  return slow;
}

async function laterPages(pool: Pool): Promise<void> {
  for (const sort of ['date', 'engagement_rate'] as const) {
    const question: Question = { name: sort, filter: [], sort, order: 'desc' };
    const { scope, sent } = recording(pool, workspaceOf(1));
    const times: number[] = [];
    let after = null;
    for (let page = 1; page <= PAGES; page++) {
      const started = performance.now();
      const rows = await readPage(scope, question, after, 20);
      times.push(performance.now() - started);
      if (rows.length < 20) break;
      after = placeOf(rows.at(-1)!, sort);
    }
    const { plan } = await explain(pool, sent.at(-1)!);
    const [early, late] = [median(times.slice(0, 50)), median(times.slice(-50))];
    say(
      `by ${sort}: pages 1-50 ${early.toFixed(1)} ms, pages ${times.length - 49}-${times.length} ${late.toFixed(1)} ms (with the round trip)`,
    );
    say(`   sorts: ${/\bSort\b/.test(plan)}, offset: ${/offset/i.test(sent.at(-1)!.sql)}`);
  }
}

const folder = await temporaryFolder('bench-mentions-');
const database = await openDatabase(testConfig({ TRIBUTARY_DATA_DIR: folder }), silentLog);
try {
  const { pool } = database;
  await migrate(database, [eventsSchema, mentions]);
  const work = database.openPool({ max: 4, statementTimeout: 0 });
  let started = performance.now();
  await generate(work, ROWS, say);
  say(`${ROWS} mentions generated in ${((performance.now() - started) / 1_000).toFixed(0)} s`);
  const slow = await firstPages(pool);
  say(`first pages above ${WANTED} ms: ${slow}`);
  await laterPages(pool);
  started = performance.now();
  const open = mentions.open({
    ...openServices({ database, config: testConfig({}) } as never),
    graph: noBrands,
  });
  const workspaces = { off: workspaceOf(60), on: workspaceOf(61) };
  for (const analysis of ['off', 'on'] as const) {
    const report = await importing(open, workspaces[analysis], IMPORTED, analysis);
    say(
      `import, analysis ${analysis}: ${report.rowsPerSecond} rows a second (${report.inserted} new, ${report.rejected} rejected)`,
    );
  }
  say(`the same rows, PostgreSQL alone: ${await alone(work, workspaces.off)} rows a second`);
  process.exitCode = slow > 0 ? 1 : 0;
} finally {
  await database.stop();
  await rm(folder, { recursive: true, force: true });
}
