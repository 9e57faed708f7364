import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openAccess } from '@tributary/gateway/access';
import {
  openTestDatabase,
  recordedEvents,
  silentLog,
  type TestDatabase,
  testSecrets,
} from '@tributary/kit/testing';
import { type GatewayProcess, http, startGateway } from '@tributary/test/support';

const LEFT = 500;
const CONNECTIONS = 8;
const REQUESTS = 720;

let database: TestDatabase;
let gateways: GatewayProcess[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  const env = { DATABASE_URL: database.url };
  gateways = await Promise.all([1, 2, 3].map(() => startGateway({ env })));
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop('SIGKILL')));
  await database.stop();
});

/** A key with `LEFT` requests left for its day. */
async function newKey(): Promise<string> {
  const { pool } = database.database;
  const access = openAccess({ pool, log: silentLog, secrets: testSecrets, clock: Date.now });
  const { id } = await access.admin.createWorkspace('acme');
  await access.admin.setPlan(id, 'community-tracker', 'pro');
  const { key, record } = await access.admin.createKey(id, { kind: 'community-tracker' });
  await pool.query(
    `insert into limits.windows values ($1, $2, 'community-tracker', date_trunc('day', now(), 'UTC'), $3, 0, 5000)`,
    [id, record.id, 5_000 - LEFT],
  );
  await access.authenticator.stop();
  return key;
}

test('over 8 connections to 3 gateways, a key with 500 requests left passes exactly 500 times', async () => {
  const key = await newKey();
  const statuses: number[] = [];
  let sent = 0;
  // Invalid input counts like any other request, and runs no search.
  const connection = async (index: number) => {
    while (sent < REQUESTS) {
      sent++;
      const { url } = gateways[(index + sent) % gateways.length]!;
      statuses.push((await http(url, '/api-posts', { key })).status);
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, (_, index) => connection(index)));
  expect(statuses.filter((status) => status === 400)).toHaveLength(LEFT);
  expect(statuses.filter((status) => status === 429)).toHaveLength(statuses.length - LEFT);
  expect(statuses.length).toBeGreaterThanOrEqual(REQUESTS);
  const { rows } = await database.database.pool.query('select used, workspace_id from limits.windows');
  expect(rows).toMatchObject([{ used: 5_000 }]);
  // All three processes refused requests, and one of them recorded it.
  const events = await recordedEvents(database, rows[0].workspace_id);
  expect(events).toMatchObject([
    { type: 'limit.reached', payload: { limit: 'community-tracker', max: 5_000 } },
  ]);
});
