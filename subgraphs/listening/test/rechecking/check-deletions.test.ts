import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { UpstreamError } from '@tributary/kit/http-client';
import { kyselyFor } from '@tributary/kit/postgres';
import { openTestDatabase, silentLog, type TestDatabase } from '@tributary/kit/testing';
import { type DeletionCheck, platformOf } from '@tributary/platforms';
import { type Kysely, sql } from 'kysely';
import { consumeDeliveries, type Delivery } from '../../src/data/matches.ts';
import { type Tables, tenantTables } from '../../src/data/tables.ts';
import { checkDeletions } from '../../src/rechecking/check-deletions.ts';
import { sweep } from '../../src/runner/sweep.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const BEGIN = Date.parse('2026-11-01T12:00:00Z');
/** The interval at which the job runs. */
const TURN = 10 * MINUTE;
const { mostItems } = platformOf('x').listen!.deletionCheck!;

let database: TestDatabase;
let db: Kysely<Tables>;
beforeAll(async () => {
  database = await openTestDatabase();
  db = kyselyFor<Tables>(database.database.pool, 'listening', tenantTables);
});
afterAll(() => database.stop());
afterEach(async () => {
  await sql`truncate listening.seen, listening.deliveries, listening.deletion_checks`.execute(db);
});

/** Stores that a query has received items, numbered from 1, at a time. */
async function find(count: number, at: number, { first = 1, workspaceId = randomUUID() } = {}) {
  await sql`
    insert into listening.seen (platform, native_id, workspace_id, query_id, consumer, found_at)
    select 'x', id::text, ${workspaceId}, ${randomUUID()}, 'tracker', ${new Date(at)}
    from generate_series(${first}::int, ${first + count - 1}::int) as id`.execute(db);
}

/** The far end: a platform that needs two looks for each job. */
function platform(isDeleted: (id: string) => boolean) {
  const jobs: { readonly ids: readonly string[]; looks: number }[] = [];
  const failures: Error[] = [];
  const check: DeletionCheck = {
    async start(ids) {
      jobs.push({ ids: [...ids], looks: 0 });
      return String(jobs.length - 1);
    },
    async result(id) {
      const failure = failures.shift();
      if (failure) throw failure;
      const job = jobs[Number(id)]!;
      job.looks += 1;
      return job.looks < 2 ? null : job.ids.filter(isDeleted);
    },
  };
  /** Runs the job once, in a process of its own: nothing is kept but what is stored. */
  const turn = (at: number) => {
    const sources = new Map([['x', { deletions: check }]]);
    return checkDeletions({ db, log: silentLog, clock: () => at, sources }, new AbortController().signal);
  };
  return { jobs, failures, turn };
}

async function delivered(): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  await consumeDeliveries(db, 'tracker', 1_000, async (_, rows) => void taken.push(...rows));
  return taken;
}

test('a deletion at any time reaches every query that has the item within 24 hours', async () => {
  const [one, other] = [randomUUID(), randomUUID()];
  await find(3, BEGIN - HOUR, { workspaceId: one });
  await find(3, BEGIN - HOUR, { workspaceId: other });
  for (const deletedAt of [1, 5, 11.9, 12.1, 13, 23].map((hours) => BEGIN + hours * HOUR)) {
    await find(1, BEGIN - HOUR, { first: 7, workspaceId: one });
    await find(1, BEGIN - HOUR, { first: 7, workspaceId: other });
    let now = BEGIN;
    const { turn } = platform((id) => id === '7' && now >= deletedAt);
    const found: Delivery[] = [];
    for (; now <= deletedAt + 24 * HOUR && found.length === 0; now += TURN) {
      await turn(now);
      found.push(...(await delivered()));
    }
    expect(found.map(({ workspaceId }) => workspaceId).sort()).toEqual([one, other].sort());
    for (const { change, item } of found) expect([change, item.nativeId]).toEqual(['deleted', '7']);
    await sql`truncate listening.deletion_checks`.execute(db);
  }
});

test('a pass checks each item once, in jobs of limited size, and the next begins after 12 hours', async () => {
  const count = mostItems + 5;
  await find(count, BEGIN - HOUR);
  const { jobs, turn } = platform(() => false);
  let now = BEGIN;
  for (; now < BEGIN + 2 * HOUR; now += TURN) await turn(now);
  expect(jobs.map(({ ids }) => ids.length)).toEqual([mostItems, 5]);
  expect(new Set(jobs.flatMap(({ ids }) => ids)).size).toBe(count);
  // What is found during a pass waits for the next.
  await find(1, now, { first: 1_000_000 });
  for (; now < BEGIN + 12 * HOUR; now += TURN) await turn(now);
  expect(jobs).toHaveLength(2);
  for (; now < BEGIN + 14 * HOUR; now += TURN) await turn(now);
  expect(jobs.slice(2).map(({ ids }) => ids.length)).toEqual([mostItems, 6]);
});

test('a job that fails is begun anew after half an hour, at the same items', async () => {
  await find(2, BEGIN - HOUR);
  const { jobs, failures, turn } = platform((id) => id === '2');
  await turn(BEGIN);
  failures.push(new UpstreamError('failed', 'x ended the check.', {}));
  await turn(BEGIN + TURN);
  await turn(BEGIN + 2 * TURN);
  expect(jobs).toHaveLength(1);
  for (const turns of [5, 6, 7]) await turn(BEGIN + turns * TURN);
  expect(jobs.map(({ ids }) => ids)).toEqual([
    ['1', '2'],
    ['1', '2'],
  ]);
  expect((await delivered()).map(({ item }) => item.nativeId)).toEqual(['2']);
});

test('a job that never ends is replaced, and a clock that was wrong delays nothing', async () => {
  await find(1, BEGIN - HOUR);
  const { jobs, turn } = platform(() => false);
  await turn(BEGIN + 1_000 * HOUR);
  jobs[0]!.looks = Number.NEGATIVE_INFINITY;
  await turn(BEGIN);
  expect(jobs).toHaveLength(2);
  jobs[1]!.looks = Number.NEGATIVE_INFINITY;
  for (let now = BEGIN; now <= BEGIN + 6 * HOUR; now += TURN) await turn(now);
  expect(jobs).toHaveLength(3);
});

test('items are remembered as long as their platform has to be asked for deletions', async () => {
  await find(1, BEGIN);
  await sweep(db, new Date(BEGIN + 1_000 * 24 * HOUR), new AbortController().signal);
  const { jobs, turn } = platform(() => false);
  await turn(BEGIN + 1_000 * 24 * HOUR);
  expect(jobs.map(({ ids }) => ids)).toEqual([['1']]);
});
