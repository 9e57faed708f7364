import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openUsage, type Usage } from '@tributary/gateway/usage';
import { openTestDatabase, silentLog, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { eventually, http, unreliablePool } from '@tributary/test/support';
import { buildSchema, parse } from 'graphql';
import { readRouterFile, startRouter } from '../../src/router/index.ts';
import { type ShopServers, startShopServers } from '../router/shop-servers.ts';

const OURS = '11111111-1111-4111-8111-111111111111';
const HOUR = 3_600_000;

let database: TestDatabase;
let servers: ShopServers;
beforeAll(async () => {
  database = await openTestDatabase();
  servers = await startShopServers();
});
afterAll(async () => {
  await servers.stop();
  await database.stop();
});

const query = async (text: string) => (await database.database.pool.query(text)).rows;
const clear = () => query('truncate usage.operations, usage.counts');
const schema = buildSchema(
  `type Query { ${Array.from({ length: 9 }, (_, index) => `f${index}: Int`).join(' ')} }`,
);

function open(pool = database.database.pool, clock = () => 10 * HOUR): Usage {
  return openUsage({ pool, clock, log: silentLog });
}

function used(field: string, name = 'web', workspaceId: string | null = OURS) {
  const document = parse(`{ ${field} }`);
  const headers = { 'apollographql-client-name': name };
  return { schema, document, operationName: undefined, workspaceId, headers, failed: false };
}

describe('what is recorded', () => {
  test('is bounded by operations, clients and their total; the others are counted together', async () => {
    await clear();
    const recorder = open().record({ bounds: { operations: 2, clients: 2, total: 3 } });
    for (const field of ['f0', 'f1', 'f2', 'f3', 'f3']) recorder.record(used(field));
    for (const name of ['app', 'third', 'fourth']) recorder.record(used('f0', name));
    recorder.record(used('f4', 'web', null));
    recorder.record(used('f5', 'web', null));
    await recorder.stop();
    const operations = await query(
      'select workspace_id, signature, coordinates from usage.operations order by 1, 3',
    );
    expect(operations.map(({ signature, coordinates }) => [signature === 'other', coordinates])).toEqual([
      [false, ['Query.f4']],
      [true, ['Query.f5']],
      [false, ['Query.f0']],
      [true, ['Query.f0', 'Query.f2', 'Query.f3']],
      [false, ['Query.f1']],
    ]);
    const counts = await query(
      `select client, sum(requests) as requests from usage.counts where signature = 'other' group by 1 order by 1`,
    );
    expect(counts).toEqual([
      { client: '(other clients)', requests: 2 },
      { client: 'app', requests: 1 },
      { client: 'web', requests: 4 },
    ]);
  });

  test('by several processes is added up, and the coordinates of the others are united', async () => {
    await clear();
    const bounds = { operations: 1, clients: 2, total: 2 };
    const recorders = [open().record({ bounds }), open().record({ bounds })];
    for (const recorder of recorders) recorder.record(used('f0'));
    recorders[0]!.record(used('f1'));
    recorders[1]!.record(used('f2'));
    for (const recorder of recorders) await recorder.stop();
    expect(
      await query('select signature = $$other$$ as other, requests from usage.counts order by 1'),
    ).toEqual([
      { other: false, requests: 2 },
      { other: true, requests: 2 },
    ]);
    expect(await query(`select coordinates from usage.operations where signature = 'other'`)).toEqual([
      { coordinates: ['Query.f1', 'Query.f2'] },
    ]);
  });

  test('is counted by hour', async () => {
    await clear();
    let now = 5 * HOUR;
    const recorder = open(database.database.pool, () => now).record();
    recorder.record(used('f0'));
    now += HOUR;
    recorder.record(used('f0'));
    recorder.record(used('f0'));
    await recorder.stop();
    expect(await query('select hour, requests from usage.counts order by hour')).toEqual([
      { hour: new Date(5 * HOUR), requests: 1 },
      { hour: new Date(6 * HOUR), requests: 2 },
    ]);
  });

  test('waits while the database is away, and is stored once', async () => {
    await clear();
    const pool = unreliablePool(database.database.pool);
    const recorder = open(pool).record();
    pool.failing = true;
    recorder.record(used('f0'));
    await eventually(async () => expect(await query('select 1 from usage.counts')).toEqual([]));
    pool.failing = false;
    recorder.record(used('f0'));
    await eventually(async () =>
      expect(await query('select requests from usage.counts')).toEqual([{ requests: 2 }]),
    );
    await recorder.stop();
    expect(await query('select requests from usage.counts')).toEqual([{ requests: 2 }]);
  });
});

describe('`tributary route --plain`', () => {
  async function ask(file: string, settings: Record<string, string> = {}) {
    const router = await startRouter(testConfig(settings), silentLog, {
      supergraphSdl: servers.supergraphSdl,
      plain: true,
      file: readRouterFile('router.yaml', file, (name) => settings[name]),
    });
    try {
      const { json } = await http(router.url, '/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'graphql-client-name': 'shop' },
        body: JSON.stringify({ query: 'query Named { __typename }' }),
      });
      expect(json).toEqual({ data: { __typename: 'Query' } });
    } finally {
      await router.stop();
    }
    return query(
      'select client, name, requests from usage.counts join usage.operations using (workspace_id, signature)',
    );
  }
  // biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of the file
  const USAGE = 'usage: { databaseUrl: "${env.USAGE_URL}" }';

  test('records in the database of its file, and deletes old usage there', async () => {
    await clear();
    await query(
      `insert into usage.counts values ('${OURS}', now() - interval '31 days', 's', 'old', '', 1, 0)`,
    );
    expect(await ask(USAGE, { USAGE_URL: database.url })).toEqual([
      { client: 'shop', name: 'Named', requests: 1 },
    ]);
    expect(await query('select client from usage.counts')).toEqual([{ client: 'shop' }]);
  });

  test('records nothing without one, or if CLIENT_USAGE is off', async () => {
    await clear();
    expect(await ask('{}')).toEqual([]);
    expect(await ask(USAGE, { USAGE_URL: database.url, CLIENT_USAGE: 'off' })).toEqual([]);
  });
});
