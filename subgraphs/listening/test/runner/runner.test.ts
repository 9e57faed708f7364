import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { UpstreamError } from '@tributary/kit/http-client';
import { kyselyFor } from '@tributary/kit/postgres';
import { eventually, openTestDatabase, silentLog, type TestDatabase } from '@tributary/kit/testing';
import type { Batch, Item, Source } from '@tributary/platforms';
import { type Kysely, sql } from 'kysely';
import { Registry } from 'prom-client';
import { consumeDeliveries, type Delivery, insertMatches } from '../../src/data/matches.ts';
import { registerQuery, retireQuery } from '../../src/data/queries.ts';
import { recordFailure } from '../../src/data/sources/failures.ts';
import { putTargets } from '../../src/data/sources/positions.ts';
import { holdSource } from '../../src/data/sources/sources.ts';
import { type Tables, tenantTables } from '../../src/data/tables.ts';
import { type ActiveQueries, openActiveQueries } from '../../src/runner/active-queries.ts';
import { listeningMetrics } from '../../src/runner/metrics.ts';
import { runListening } from '../../src/runner/run.ts';
import { sweep } from '../../src/runner/sweep.ts';
import { item, type PlatformLog, platformLog } from './source.ts';

const ONE = randomUUID();
const OTHER = randomUUID();

let database: TestDatabase;
let db: Kysely<Tables>;
let platform: PlatformLog;
let running: {
  readonly abort: AbortController;
  readonly ended: Promise<void>;
  readonly queries: ActiveQueries;
}[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  db = kyselyFor<Tables>(database.database.pool, 'listening', tenantTables);
});
afterAll(() => database.stop());
beforeEach(() => {
  platform = platformLog();
});
afterEach(async () => {
  jump = 0;
  await stopAll();
  await sql`truncate listening.queries, listening.sources, listening.positions, listening.seen, listening.deliveries`.execute(
    db,
  );
});

/** How far the clocks of all processes have jumped, in milliseconds. */
let jump = 0;

/** Starts a process's listening; its clock may run ahead of the system's. */
function start(ahead = 0, source: Source = platform.source): void {
  const abort = new AbortController();
  const queries = openActiveQueries(db);
  const parts = {
    db,
    log: silentLog,
    clock: () => Date.now() + jump + ahead,
    sources: new Map([['hackernews', source]]),
    queries,
    metrics: listeningMetrics(new Registry()),
  };
  running.push({ abort, ended: runListening(parts, abort.signal), queries });
}

async function stopAll(): Promise<void> {
  for (const { abort } of running) abort.abort();
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
}

const listenFor = async (workspaceId: string, query: string, changes: object = {}): Promise<string> => {
  const id = randomUUID();
  const rest = { consumer: 'tracker', platforms: null, languages: null, places: {}, ...changes } as const;
  await registerQuery({ db, workspaceId }, { id, query, ...rest }, new Date());
  return id;
};

/** Takes deliveries until `count` have arrived. */
async function deliveries(count: number): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  await eventually(async () => {
    await consumeDeliveries(db, 'tracker', 100, async (_, rows) => void taken.push(...rows));
    expect(taken.length).toBeGreaterThanOrEqual(count);
  });
  return taken;
}

const short = ({ workspaceId, queryId, change, item: { nativeId } }: Delivery) => ({
  workspaceId,
  queryId,
  change,
  nativeId,
});

test('an item is delivered once to each query that it matches, of any workspace, with the reason', async () => {
  const alpha = await listenFor(ONE, 'alpha');
  const both = await listenFor(ONE, 'alpha beta');
  const theirs = await listenFor(OTHER, 'beta -gamma');
  platform.entries.push(
    { items: [item('1', 'alpha and beta'), item('2', 'gamma beta'), item('3', 'delta')], deletions: [] },
    { items: [item('1', 'alpha and beta')], deletions: [] },
  );
  start();
  const found = await deliveries(3);
  expect(new Set(found.map(short))).toEqual(
    new Set([
      { workspaceId: ONE, queryId: alpha, change: 'matched', nativeId: '1' },
      { workspaceId: ONE, queryId: both, change: 'matched', nativeId: '1' },
      { workspaceId: OTHER, queryId: theirs, change: 'matched', nativeId: '1' },
    ]),
  );
  expect(found.find(({ queryId }) => queryId === alpha)).toMatchObject({
    origin: 'tail',
    reasons: { spans: [{ part: 'text', start: 0, end: 5 }] },
    item: { author: { handle: 'somebody' }, createdAt: new Date('2026-11-01T12:00:00Z') },
  });
});

test('a deletion reaches the queries that have received the item, and no others', async () => {
  const mine = await listenFor(ONE, 'alpha');
  await listenFor(OTHER, 'beta');
  platform.entries.push(
    { items: [item('1', 'alpha')], deletions: [] },
    { items: [], deletions: [{ nativeId: '1' }, { nativeId: 'unknown' }] },
    { items: [item('2', 'alpha'), item('3', 'alpha')], deletions: [] },
    { items: [], deletions: [{ authorId: 'author of 3' }] },
  );
  start();
  expect((await deliveries(5)).map(short)).toEqual(
    [
      ['matched', '1'],
      ['deleted', '1'],
      ['matched', '2'],
      ['matched', '3'],
      ['deleted', '3'],
    ].map(([change, nativeId]) => ({ workspaceId: ONE, queryId: mine, change, nativeId })),
  );
});

test('queries that are registered while running match, and retired ones match nothing more', async () => {
  start();
  const first = await listenFor(ONE, 'alpha');
  platform.entries.push({ items: [item('1', 'alpha')], deletions: [] });
  expect((await deliveries(1)).map(short)).toMatchObject([{ queryId: first, nativeId: '1' }]);
  await retireQuery({ db, workspaceId: ONE }, first, new Date());
  const second = await listenFor(ONE, 'beta');
  // An item that is read before the runner has loaded the query is not delivered.
  await running[0]!.queries.refresh();
  platform.entries.push({ items: [item('2', 'beta')], deletions: [] });
  await deliveries(1);
  platform.entries.push({ items: [item('3', 'alpha beta')], deletions: [] });
  expect((await deliveries(1)).map(short)).toMatchObject([{ queryId: second, nativeId: '3' }]);
});

test('only the platforms and languages of a query are delivered to it', async () => {
  await listenFor(ONE, 'alpha', { platforms: ['reddit'] });
  const german = await listenFor(ONE, 'alpha', { languages: ['de'] });
  const english = await listenFor(ONE, 'alpha', { languages: ['en'], platforms: ['hackernews'] });
  const word = await listenFor(ONE, 'lang:en alpha');
  const items = [
    item('stated', 'alpha', { language: 'en-GB' }),
    item('detected', 'alpha is a good tool for our small company'),
    item('unknown', 'alpha'),
  ];
  platform.entries.push({ items, deletions: [] });
  start();
  const found = Map.groupBy(await deliveries(6), ({ queryId }) => queryId);
  const of = (id: string) => found.get(id)!.map(({ item: { nativeId } }) => nativeId);
  expect(of(english)).toEqual(['stated', 'detected', 'unknown']);
  expect(of(german)).toEqual(['unknown']);
  expect(of(word)).toEqual(['stated', 'detected']);
  expect(await deliveriesLeft()).toBe(0);
});

test('two processes read one source once; when one ends, the other continues at its position', async () => {
  await listenFor(ONE, 'alpha');
  platform.entries.push({ items: [item('1', 'alpha')], deletions: [] });
  start();
  await deliveries(1);
  start();
  await running[0]!.abort.abort();
  await running[0]!.ended;
  platform.entries.push({ items: [item('2', 'alpha')], deletions: [] });
  expect((await deliveries(1)).map(short)).toMatchObject([{ nativeId: '2' }]);
  expect(platform.readings.filter((cursor) => cursor === null)).toHaveLength(1);
});

test('a process whose lease has expired stores nothing', async () => {
  await listenFor(ONE, 'alpha');
  start();
  await eventually(async () => expect(platform.readings).not.toEqual([]));
  // Its clock is beyond the end of the other's lease.
  start(60_000);
  await eventually(async () => expect(await heldBy(60_000)).toBe(true));
  platform.entries.push({ items: [item('1', 'alpha')], deletions: [] });
  expect((await deliveries(1)).map(short)).toMatchObject([{ nativeId: '1' }]);
  expect(await deliveriesLeft()).toBe(0);
});

test('a lease of a process whose clock was an hour ahead does not block the source', async () => {
  const hold = (holder: string, ahead: number) => {
    const now = Date.now() + ahead;
    const lease = { platform: 'hackernews', holder };
    return holdSource(db, lease, new Date(now), new Date(now + 20_000));
  };
  const [aMinuteAhead, anHourAhead, right, another] = Array.from({ length: 4 }, randomUUID) as string[];
  expect(await hold(aMinuteAhead!, 60_000)).toBe(true);
  expect(await hold(right!, 0)).toBe(false);
  expect(await hold(anHourAhead!, 3_600_000)).toBe(true);
  expect(await hold(right!, 0)).toBe(true);
  expect(await hold(another!, 0)).toBe(false);
});

test('jumps of the clock, forth and back, lose nothing and deliver nothing twice', async () => {
  await listenFor(ONE, 'alpha');
  start();
  start();
  const found: string[] = [];
  for (const [round, minutes] of [0, 60, -60, 0, 24 * 60, 0].entries()) {
    jump = minutes * 60_000;
    if (round % 2 === 1) platform.failures.push(new UpstreamError('failed', '', { reason: 'answered 503' }));
    const [first, second] = [item(`${round}a`, 'alpha'), item(`${round}b`, 'alpha')];
    platform.entries.push({ items: [first], deletions: [] }, { items: [first, second], deletions: [] });
    found.push(...(await deliveries(2)).map(({ item: { nativeId } }) => nativeId));
  }
  expect(found).toEqual([0, 1, 2, 3, 4, 5].flatMap((round) => [`${round}a`, `${round}b`]));
  expect(await deliveriesLeft()).toBe(0);
}, 60_000);

test('a failure is recorded in words and does not lose the position', async () => {
  await listenFor(ONE, 'alpha');
  platform.failures.push(
    new UpstreamError('failed', 'secret address', { reason: 'answered 503' }),
    new Error('unexpected: token=secret'),
  );
  platform.entries.push({ items: [item('1', 'alpha')], deletions: [] });
  start();
  await eventually(async () => expect(await problem()).toBe('Answered 503.'));
  await deliveries(1);
  expect(await problem()).toBeNull();
});

test('a target that fails three times and for 15 minutes is reported once to each query that needs it', async () => {
  const at = (minutes: number) => new Date(Date.parse('2026-11-01T12:00:00Z') + minutes * 60_000);
  const position = { platform: 'hackernews', target: 'tail' };
  await putTargets(db, 'hackernews', [{ target: 'tail', since: at(0) }], at(0));
  const query = { id: randomUUID(), consumer: 'tracker' } as const;
  const queries = [
    { ...query, workspaceId: ONE, changedAt: at(0) },
    { ...query, workspaceId: OTHER, changedAt: at(10) },
  ];
  const fail = async (minutes: number) => {
    const times = { now: at(minutes), dueAt: at(minutes + 1) };
    await recordFailure(db, { ...position, place: null, problem: 'Answered 503.', ...times }, queries);
    const taken: Delivery[] = [];
    await consumeDeliveries(db, 'tracker', 100, async (_, rows) => void taken.push(...rows));
    return taken.map(({ workspaceId, change, failure }) => [workspaceId, change, failure!.lastSuccess]);
  };
  for (const minutes of [1, 2, 14]) expect(await fail(minutes)).toEqual([]);
  expect(await fail(16)).toEqual([[ONE, 'failing', null]]);
  expect(await fail(20)).toEqual([]);
  expect(await fail(26)).toEqual([[OTHER, 'failing', null]]);
  expect(await fail(60)).toEqual([]);
  await sql`update listening.positions set failures = 0, problem = null, last_success = ${at(61)}`.execute(
    db,
  );
  expect([await fail(77), await fail(78)]).toEqual([[], []]);
  const success = new Date(at(61)).toISOString();
  const again = await fail(79);
  expect(again.map(([workspaceId]) => workspaceId).sort()).toEqual([ONE, OTHER].sort());
  expect(again.map(([, , lastSuccess]) => lastSuccess)).toEqual([success, success]);
});

test('an item with text that PostgreSQL cannot store is delivered without it', async () => {
  await listenFor(ONE, 'alpha');
  platform.entries.push({ items: [item('1', 'alpha \0 and \ud83d half a character')], deletions: [] });
  start();
  expect((await deliveries(1)).map((each) => each.item.text)).toEqual(['alpha  and \ufffd half a character']);
});

test('a post is deleted when its platform allows it to be stored no longer; other expired rows just go', async () => {
  const now = Date.parse('2026-11-01T12:00:00Z');
  const ago = (days: number) => new Date(now - days * 86_400_000);
  const queryId = await listenFor(ONE, 'alpha');
  const find = async (platform: 'youtube' | 'hackernews', days: number) => {
    const found = item(`${platform} ${days}`, 'alpha', { platform });
    const match = { workspaceId: ONE, queryId, consumer: 'tracker', item: found } as const;
    await insertMatches(
      db,
      { matches: [{ ...match, reasons: { spans: [], fields: [] } }], origin: 'tail' },
      ago(days),
    );
  };
  for (const days of [29, 31]) await find('youtube', days);
  for (const days of [6, 31, 91]) await find('hackernews', days);
  await retireQuery({ db, workspaceId: ONE }, queryId, ago(2));
  await sweep(db, new Date(now), new AbortController().signal);
  const left = (await deliveries(2)).map(({ change, origin, item: { nativeId } }) => [
    change,
    origin,
    nativeId,
  ]);
  expect(left).toEqual([
    ['matched', 'tail', 'hackernews 6'],
    ['deleted', 'retention', 'youtube 31'],
  ]);
  const seen = await db.selectFrom('seen').orderBy('native_id').select('native_id').execute();
  expect(seen.map((row) => row.native_id)).toEqual(['hackernews 31', 'hackernews 6', 'youtube 29']);
  expect(await db.selectFrom('queries').select('id').execute()).toEqual([]);
});

/** A target that has two items from the beginning, and is read once an hour. */
function hourly(kind: 'search' | 'place'): { source: Source; items: Item[] } {
  const items = [item('1', 'alpha one'), item('2', 'alpha two')].map((each) => ({
    ...each,
    createdAt: new Date(),
  }));
  const read = async (cursor: string | null): Promise<Batch> => {
    const fresh = kind === 'search' ? items : items.slice(Number(cursor ?? 0));
    return {
      items: fresh,
      deletions: [],
      cursor: kind === 'search' ? '' : String(items.length),
      more: false,
    };
  };
  const intervalMs = 3_600_000;
  const search = { intervalMs, pageSize: 10, pageCost: { units: 1 } };
  const places = { intervalMs, check: async () => null };
  return {
    items,
    source:
      kind === 'search'
        ? { search: { ...search, search: ({ cursor }) => read(cursor) } }
        : { places: { ...places, poll: (_, cursor) => read(cursor) } },
  };
}

test.each(['search', 'place'] as const)(
  'a query whose %s another workspace reads already finds the same at once, and the other nothing twice',
  async (kind) => {
    const { source, items } = hourly(kind);
    const places = { hackernews: ['somewhere'] };
    await listenFor(OTHER, 'alpha', { places });
    start(0, source);
    expect((await deliveries(2)).map(({ item: { nativeId } }) => nativeId)).toEqual(['1', '2']);
    items.push({ ...item('3', 'alpha three'), createdAt: new Date() });
    await listenFor(ONE, 'alpha', { places });
    const found = await deliveries(4);
    const of = (workspace: string) =>
      found.filter(({ workspaceId }) => workspaceId === workspace).map(({ item: { nativeId } }) => nativeId);
    expect([of(ONE).sort(), of(OTHER)]).toEqual([['1', '2', '3'], ['3']]);
    expect(await deliveriesLeft()).toBe(0);
  },
);

test('what is read at a place reaches only the queries that name the place', async () => {
  const { source } = hourly('place');
  const named = await listenFor(ONE, 'alpha', { places: { hackernews: ['somewhere'] } });
  await listenFor(OTHER, 'alpha');
  await listenFor(OTHER, 'alpha', { places: { hackernews: ['elsewhere'] }, platforms: ['reddit'] });
  start(0, source);
  expect((await deliveries(2)).map(({ queryId }) => queryId)).toEqual([named, named]);
  expect(await deliveriesLeft()).toBe(0);
});

const problem = async () =>
  (await db.selectFrom('sources').select('problem').executeTakeFirst())?.problem ?? null;

const deliveriesLeft = async () =>
  Number(
    (
      await db
        .selectFrom('deliveries')
        .select((eb) => eb.fn.countAll().as('count'))
        .executeTakeFirstOrThrow()
    ).count,
  );

async function heldBy(ahead: number): Promise<boolean> {
  const row = await db.selectFrom('sources').select('held_until').executeTakeFirst();
  return (row?.held_until?.getTime() ?? 0) > Date.now() + ahead;
}
