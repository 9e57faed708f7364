import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { UpstreamError } from '@tributary/kit/http-client';
import { kyselyFor } from '@tributary/kit/postgres';
import { eventually, openTestDatabase, silentLog, type TestDatabase } from '@tributary/kit/testing';
import { type Batch, BudgetError, type Source } from '@tributary/platforms';
import { type Kysely, sql } from 'kysely';
import { MOST_PAGES, runBackfills } from '../../src/backfill/run-backfills.ts';
import { loadBackfillProgress, putBackfills } from '../../src/data/backfills.ts';
import { consumeDeliveries, type Delivery } from '../../src/data/matches.ts';
import { registerQuery, retireQuery } from '../../src/data/queries.ts';
import { type Tables, tenantTables } from '../../src/data/tables.ts';
import { openBudget } from '../../src/runner/budget.ts';
import { item } from '../runner/source.ts';

const ONE = randomUUID();
const SINCE = new Date('2026-10-01T00:00:00Z');

let database: TestDatabase;
let db: Kysely<Tables>;
let running: { readonly abort: AbortController; readonly ended: Promise<void> }[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  db = kyselyFor<Tables>(database.database.pool, 'listening', tenantTables);
});
afterAll(() => database.stop());
afterEach(async () => {
  await stopAll();
  await sql`truncate listening.queries, listening.seen, listening.deliveries, listening.backfills`.execute(
    db,
  );
});

/** Requests that a search has received. */
interface Asked {
  readonly query: string;
  readonly since: Date;
  readonly cursor: string | null;
}

/** A platform that is only searched; `pages` returns the page after a cursor, or throws. */
function searchable(pages: (cursor: string | null) => Partial<Batch>): { source: Source; asked: Asked[] } {
  const asked: Asked[] = [];
  return {
    asked,
    source: {
      search: {
        intervalMs: 1,
        pageSize: 10,
        pageCost: { units: 1 },
        async search(request) {
          asked.push(request);
          return { items: [], deletions: [], cursor: '', more: false, ...pages(request.cursor) };
        },
      },
    },
  };
}

function start(source: Source, clock: () => number = Date.now): void {
  const abort = new AbortController();
  const parts = { db, log: silentLog, clock, sources: new Map([['hackernews', source]]) };
  running.push({ abort, ended: runBackfills(parts, abort.signal) });
}

async function stopAll(): Promise<void> {
  for (const { abort } of running) abort.abort();
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
}

/** Registers a query and its backfill; returns the query's id. */
async function backfill(query: string, changes: object = {}): Promise<string> {
  const id = randomUUID();
  const scope = { db, workspaceId: ONE };
  const rest = { consumer: 'tracker', platforms: null, languages: null, places: {}, ...changes } as const;
  await registerQuery(scope, { id, query, ...rest }, new Date());
  const searches = [{ platform: 'hackernews', search: query }];
  await putBackfills(scope, id, { searches, since: SINCE, now: new Date() });
  return id;
}

const progressOf = async (id: string) => (await loadBackfillProgress({ db, workspaceId: ONE }, [id]))[0];

async function untilFinished(id: string) {
  return eventually(async () => {
    const progress = (await progressOf(id))!;
    expect(progress.finished + progress.failed).toBe(progress.searches);
    return progress;
  });
}

async function delivered(): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  await consumeDeliveries(db, 'tracker', 1_000, async (_, rows) => void taken.push(...rows));
  return taken;
}

test('every page of a search is read once, and what matches is delivered as found by a backfill', async () => {
  const { source, asked } = searchable((cursor) => {
    if (cursor === null)
      return { items: [item('1', 'alpha'), item('2', 'beta')], cursor: 'next', more: true };
    return { items: [item('3', 'alpha again')] };
  });
  const id = await backfill('alpha');
  start(source);
  expect(await untilFinished(id)).toMatchObject({
    searches: 1,
    finished: 1,
    failed: 0,
    pages: 2,
    matches: 2,
  });
  expect(asked.map(({ query, cursor }) => [query, cursor])).toEqual([
    ['alpha', null],
    ['alpha', 'next'],
  ]);
  expect(asked[0]!.since).toEqual(SINCE);
  expect((await delivered()).map(({ item: { nativeId }, origin }) => [nativeId, origin])).toEqual([
    ['1', 'backfill'],
    ['3', 'backfill'],
  ]);
});

test('an item that the query has received already is not delivered again', async () => {
  const { source } = searchable(() => ({ items: [item('1', 'alpha')] }));
  const id = await backfill('alpha');
  start(source);
  await untilFinished(id);
  const searches = [{ platform: 'hackernews', search: 'alpha' }];
  await putBackfills({ db, workspaceId: ONE }, id, { searches, since: SINCE, now: new Date() });
  expect(await untilFinished(id)).toMatchObject({ pages: 1, matches: 0 });
  expect(await delivered()).toHaveLength(1);
});

test('items in the languages of the query, stated or detected, and in an unknown one are delivered', async () => {
  const { source } = searchable(() => ({
    items: [
      item('1', 'alpha', { language: 'de-AT' }),
      item('2', 'alpha', { language: 'en' }),
      item('3', 'alpha ist ein gutes Werkzeug für unsere kleine Firma'),
      item('4', 'alpha is a good tool for our small company'),
      item('5', 'alpha'),
    ],
  }));
  const id = await backfill('alpha', { languages: ['de'] });
  start(source);
  await untilFinished(id);
  expect((await delivered()).map(({ item: { nativeId } }) => nativeId)).toEqual(['1', '3', '5']);
});

test('two processes read each page once', async () => {
  const { source, asked } = searchable((cursor) => {
    const page = Number(cursor ?? 0);
    return { items: [item(String(page), 'alpha')], cursor: String(page + 1), more: page < 9 };
  });
  const id = await backfill('alpha');
  start(source);
  start(source);
  expect(await untilFinished(id)).toMatchObject({ pages: 10, matches: 10 });
  expect(asked).toHaveLength(10);
});

test('a vendor whose list has no end is asked for a limited number of pages', async () => {
  const { source, asked } = searchable((cursor) => ({ cursor: String(Number(cursor ?? 0) + 1), more: true }));
  const id = await backfill('alpha');
  start(source);
  expect(await untilFinished(id)).toMatchObject({ finished: 1, pages: MOST_PAGES });
  expect(asked).toHaveLength(MOST_PAGES);
});

test('a vendor that repeats a page ends the search', async () => {
  const { source } = searchable(() => ({ cursor: 'same', more: true }));
  const id = await backfill('alpha');
  start(source);
  expect(await untilFinished(id)).toMatchObject({ finished: 1, pages: 2 });
});

test('a failed page is read again at its time; after some attempts the search is given up, in words', async () => {
  let now = Date.now();
  const { source, asked } = searchable(() => {
    throw new UpstreamError('failed', 'https://vendor.example/?key=secret', { reason: 'answered 503' });
  });
  const id = await backfill('alpha');
  // Every attempt is due when the clock is read again.
  start(source, () => {
    now += 3_600_000;
    return now;
  });
  expect(await untilFinished(id)).toMatchObject({
    finished: 0,
    failed: 1,
    pages: 0,
    problem: 'Answered 503.',
  });
  expect(asked.length).toBeGreaterThan(1);
});

test('a used-up budget is no failure: the search continues when the budget allows it', async () => {
  let now = Date.now();
  let left = 12;
  const { source } = searchable(() => {
    left -= 1;
    if (left > 0) throw new BudgetError('The quota is used up.', now + 3_600_000);
    return { items: [item('1', 'alpha')] };
  });
  const id = await backfill('alpha');
  start(source, () => {
    now += 3_600_000;
    return now;
  });
  expect(await untilFinished(id)).toMatchObject({ finished: 1, failed: 0, matches: 1, problem: null });
});

test('a page that costs money is charged to the workspace of the query, within its daily cap', async () => {
  const now = Date.parse('2026-11-01T12:00:00Z');
  const budget = openBudget(db, 'hackernews', { quotas: [], dailyDollars: 0.5 }, () => now);
  const { source } = searchable((cursor) => ({ cursor: String(Number(cursor ?? 0) + 1), more: true }));
  const paid: Source = {
    search: {
      ...source.search!,
      async search(request, options) {
        await budget.take({ units: 1, dollars: 0.2 }, options.signal);
        return source.search!.search(request, options);
      },
    },
  };
  const id = await backfill('alpha');
  await sql`update listening.backfills set due_at = ${new Date(now)}`.execute(db);
  start(paid, () => now);
  await eventually(async () => expect((await progressOf(id))?.problem).toEqual(expect.any(String)));
  expect(await progressOf(id)).toMatchObject({
    pages: 2,
    failed: 0,
    problem: 'Reading costs money, and the cap of $0.5 a day is reached.',
  });
  const spent = await db.selectFrom('spending').where('workspace_id', '=', ONE).select('dollars').execute();
  expect(spent).toEqual([{ dollars: 0.4 }]);
});

test('the search of a retired query is not read', async () => {
  const { source, asked } = searchable(() => ({}));
  const retired = await backfill('alpha');
  await retireQuery({ db, workspaceId: ONE }, retired, new Date());
  const id = await backfill('beta');
  start(source);
  await untilFinished(id);
  expect(asked.map(({ query }) => query)).toEqual(['beta']);
});

test('a workspace sees its own progress only', async () => {
  const id = await backfill('alpha');
  expect(await loadBackfillProgress({ db, workspaceId: randomUUID() }, [id])).toEqual([]);
});
