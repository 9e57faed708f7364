import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { kyselyFor } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { Kysely } from 'kysely';
import { followQuery } from '../src/data/followers.ts';
import { registerQuery, retireQuery, unfollowQuery } from '../src/data/queries.ts';
import { type Tables, tenantTables } from '../src/data/tables.ts';

const NOW = new Date('2026-11-01T12:00:00Z');
const LATER = new Date('2026-11-02T12:00:00Z');

let opened: TestDatabase;
let db: Kysely<Tables>;
beforeAll(async () => {
  opened = await openTestDatabase();
  db = kyselyFor<Tables>(opened.database.pool, 'listening', tenantTables);
});
afterAll(() => opened.stop());

/** Registers a tracker's query in a workspace, and returns its id. */
async function track(workspaceId: string, query: string, changes: object = {}, id = randomUUID()) {
  const rest = {
    consumer: 'tracker',
    platforms: null,
    languages: ['en'],
    places: { reddit: ['tea'] },
  } as const;
  await registerQuery({ db, workspaceId }, { id, query, ...rest, ...changes }, NOW);
  return id;
}

function follow(
  workspaceId: string,
  follows: string,
  platforms: readonly string[] | null,
  id = randomUUID(),
) {
  const follower = { id, consumer: 'dataset', follows, platforms } as const;
  return followQuery({ db, workspaceId }, follower, NOW).then((isFollowing) => (isFollowing ? id : null));
}

const stored = async (id: string) =>
  (await opened.database.pool.query('select * from listening.queries where id = $1', [id])).rows[0];

test('a follower has the query of the one that it follows, limited to its own platforms', async () => {
  const workspaceId = randomUUID();
  const tracker = await track(workspaceId, 'tea', { platforms: ['reddit', 'github'] });
  const id = await follow(workspaceId, tracker, ['reddit', 'youtube']);
  expect(await stored(id!)).toMatchObject({
    workspace_id: workspaceId,
    consumer: 'dataset',
    query: 'tea',
    platforms: ['reddit'],
    languages: ['en'],
    places: { reddit: ['tea'] },
    active: true,
  });
});

test('it follows changes, pauses and a resumption, even after its own row was deleted', async () => {
  const workspaceId = randomUUID();
  const scope = { db, workspaceId };
  const tracker = await track(workspaceId, 'tea');
  const id = (await follow(workspaceId, tracker, ['reddit']))!;
  const other = (await follow(workspaceId, tracker, null))!;
  await track(workspaceId, 'green tea', {}, tracker);
  expect(await stored(id)).toMatchObject({ query: 'green tea', platforms: ['reddit'], active: true });
  expect(await stored(other)).toMatchObject({ query: 'green tea', platforms: null });
  await retireQuery(scope, tracker, LATER);
  expect(await stored(id)).toMatchObject({ active: false, changed_at: LATER });
  await opened.database.pool.query('delete from listening.queries where id = $1', [id]);
  await track(workspaceId, 'black tea', {}, tracker);
  expect(await stored(id)).toMatchObject({ query: 'black tea', active: true });
});

test('it is retired alone, and does not come back with the next change', async () => {
  const workspaceId = randomUUID();
  const tracker = await track(workspaceId, 'tea');
  const id = (await follow(workspaceId, tracker, null))!;
  await unfollowQuery({ db, workspaceId }, id, LATER);
  await track(workspaceId, 'green tea', {}, tracker);
  expect(await stored(id)).toMatchObject({ query: 'tea', active: false });
  expect(await stored(tracker)).toMatchObject({ query: 'green tea', active: true });
});

test('a query that is unknown, retired, or of another workspace cannot be followed', async () => {
  const workspaceId = randomUUID();
  const tracker = await track(workspaceId, 'tea');
  expect(await follow(randomUUID(), tracker, null)).toBeNull();
  expect(await follow(workspaceId, randomUUID(), null)).toBeNull();
  await retireQuery({ db, workspaceId }, tracker, NOW);
  expect(await follow(workspaceId, tracker, null)).toBeNull();
});
