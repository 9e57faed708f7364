import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestDatabase, recordedEvents, silentLog, type TestDatabase } from '@tributary/kit/testing';
import type { Kysely } from 'kysely';
import { Value } from 'typebox/value';
import { listEvents, listEventsOfAll } from '../src/events/data/events.ts';
import { numberEvents } from '../src/events/data/number-events.ts';
import { recordEvents } from '../src/events/data/record-events.ts';
import { type EventTables, tables } from '../src/events/data/tables.ts';
import { type EventLog, openEventLog } from '../src/events/event-log.ts';
import { EVENTS, isEventType, type NewEvent } from '../src/events/event-types.ts';
import { kyselyFor, openDatabase } from '../src/postgres/connection/connect.ts';

const AT = new Date('2026-05-04T09:00:00.000Z');
const DAY = 86_400_000;

let opened: TestDatabase;
let db: Kysely<EventTables>;
let workspaceId: string;

beforeAll(async () => {
  opened = await openTestDatabase();
  db = kyselyFor<EventTables>(opened.database.pool, 'events', tables.tenant);
});
afterAll(() => opened.stop());
beforeEach(() => {
  workspaceId = randomUUID();
});

const expired = (accountId: string): NewEvent => ({
  type: 'account.expired',
  subject: accountId,
  payload: { accountId, message: 'Refused.' },
});

const record = (subject: string, at = AT, workspace = workspaceId) =>
  recordEvents({ db, workspaceId: workspace }, at, [expired(subject)]);

const numberAll = () => numberEvents(db, 1_000);

async function subjectsAfter(after: number): Promise<string[]> {
  const events = await listEvents({ db, workspaceId }, { after, types: null, limit: 1_000 });
  return events.map(({ subject }) => subject);
}

async function lastSequence(): Promise<number> {
  const events = await listEvents({ db, workspaceId }, { after: 0, types: null, limit: 1_000 });
  return events.at(-1)?.sequence ?? 0;
}

/** Starts a transaction that has recorded an event; `commit` ends it. */
async function recordLate(subject: string) {
  const transaction = await db.startTransaction().execute();
  await recordEvents({ db: transaction, workspaceId }, AT, [expired(subject)]);
  return { commit: () => transaction.commit().execute(), rollback: () => transaction.rollback().execute() };
}

describe('the log', () => {
  test('has the events of a transaction in their order, and none of one that was rolled back', async () => {
    const scope = { db, workspaceId };
    await db.transaction().execute(async (inside) => {
      await recordEvents({ ...scope, db: inside }, AT, [expired('a'), expired('b')]);
      await recordEvents({ ...scope, db: inside }, AT, [expired('c')]);
    });
    const failed = await recordLate('never');
    await failed.rollback();
    await numberAll();
    expect(await subjectsAfter(0)).toEqual(['a', 'b', 'c']);
  });

  test('has an event that commits late behind those that readers have seen', async () => {
    const late = await recordLate('late');
    await record('early');
    await numberAll();
    expect(await subjectsAfter(0)).toEqual(['early']);
    const seen = await lastSequence();
    await late.commit();
    await numberAll();
    expect(await subjectsAfter(seen)).toEqual(['late']);
    expect(await subjectsAfter(0)).toEqual(['early', 'late']);
  });

  test('shows each event once to a reader that follows while transactions overlap', async () => {
    const open = await Promise.all(Array.from({ length: 6 }, (_, index) => recordLate(`open ${index}`)));
    const seen: string[] = [];
    let after = 0;
    const read = async () => {
      for (const event of await listEvents({ db, workspaceId }, { after, types: null, limit: 2 })) {
        expect(event.sequence).toBeGreaterThan(after);
        after = event.sequence;
        seen.push(event.subject);
      }
    };
    for (const [index, { commit }] of open.reverse().entries()) {
      await record(`short ${index}`);
      // Several processes number at the same time.
      await Promise.all([commit(), numberAll(), numberAll(), numberAll()]);
      await read();
    }
    await numberAll();
    for (let before = -1; before < seen.length; ) {
      before = seen.length;
      await read();
    }
    expect(new Set(seen).size).toBe(12);
    expect(seen).toHaveLength(12);
  });

  test('is read by workspace and by type', async () => {
    const other = randomUUID();
    await record('ours');
    await record('theirs', AT, other);
    await recordEvents({ db, workspaceId }, AT, [
      { type: 'balance.low', subject: workspaceId, payload: { balanceMicros: 1, thresholdMicros: 2 } },
    ]);
    await numberAll();
    const types = async (...wanted: NewEvent['type'][]) =>
      (await listEvents({ db, workspaceId }, { after: 0, types: wanted, limit: 10 })).map(({ type }) => type);
    expect(await types('balance.low')).toEqual(['balance.low']);
    expect(await types('account.expired', 'balance.low')).toEqual(['account.expired', 'balance.low']);
    expect(await subjectsAfter(0)).toEqual(['ours', workspaceId]);
    const all = await listEventsOfAll(db, 0, 1_000);
    expect(all.filter(({ workspaceId: owner }) => owner === other)).toHaveLength(1);
  });

  test('stores texts that PostgreSQL rejects without NUL and half surrogate pairs', async () => {
    await record('a');
    await recordEvents({ db, workspaceId }, AT, [
      { type: 'account.expired', subject: 'b', payload: { accountId: 'b', message: 'x\0y\ud83d' } },
    ]);
    expect((await recordedEvents(opened, workspaceId)).at(-1)!.payload).toMatchObject({
      message: 'xy\ufffd',
    });
  });
});

describe('every type of event', () => {
  test.each(Object.entries(EVENTS))('%s has an example that matches its schema', (_, definition) => {
    expect([...Value.Errors(definition.payload, definition.example)]).toEqual([]);
  });

  test('is recognised by its name, and nothing else is', () => {
    expect(isEventType('post.published')).toBe(true);
    expect(isEventType('toString')).toBe(false);
  });
});

describe('the jobs', () => {
  const running: { abort: AbortController; ended: Promise<unknown> }[] = [];
  afterEach(async () => {
    for (const { abort } of running) abort.abort();
    await Promise.all(running.splice(0).map(({ ended }) => ended));
  });

  /** Runs jobs of an event log, as a gateway process does. */
  function run({ jobs }: EventLog, ...names: string[]): void {
    const abort = new AbortController();
    const chosen = jobs.filter(({ name }) => names.includes(name));
    const options = { data: {}, signal: abort.signal, lastAttempt: false };
    running.push({ abort, ended: Promise.all(chosen.map((job) => job.run(options))) });
  }

  const open = (database = opened.database, clock = Date.now) =>
    openEventLog({ database, log: silentLog, clock });
  const never = new AbortController().signal;

  test('number events and wake the readers of their workspace in the same process', async () => {
    const events = open();
    run(events, 'events.number', 'events.feed');
    const subscription = events.reader.subscribe(workspaceId);
    await subscription.changed(never);
    await record('a');
    await subscription.changed(never);
    expect(await subjectsAfter(0)).toEqual(['a']);
    subscription.end();
  });

  test('wake readers in another process, and not those of another workspace', async () => {
    const reading = await openDatabase(opened.config, silentLog);
    const [here, there] = [open(), open(reading)];
    const [ours, theirs] = [workspaceId, randomUUID()].map((id) => there.reader.subscribe(id));
    run(there, 'events.feed');
    await Promise.all([ours!.changed(never), theirs!.changed(never)]);
    run(here, 'events.number');
    const woken = theirs!.changed(never).then(() => 'theirs');
    await record('a');
    await ours!.changed(never);
    expect(await Promise.race([woken, 'nobody else'])).toBe('nobody else');
    for (const { abort } of running) abort.abort();
    await Promise.all(running.map(({ ended }) => ended));
    await reading.stop();
  });

  test('end the wait of a reader whose signal is aborted', async () => {
    const abort = new AbortController();
    const subscription = open().reader.subscribe(workspaceId);
    const ended = subscription.changed(abort.signal);
    abort.abort();
    await ended;
  });

  test('delete events after 30 days', async () => {
    const now = AT.getTime() + 31 * DAY;
    await record('old');
    await record('young', new Date(now - DAY));
    await numberAll();
    const { jobs } = open(opened.database, () => now);
    const sweep = jobs.find(({ name }) => name === 'events.sweep')!;
    await sweep.run({ data: {}, signal: never, lastAttempt: false });
    expect(await subjectsAfter(0)).toEqual(['young']);
  });
});
