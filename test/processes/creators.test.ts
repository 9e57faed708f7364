import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { kyselyFor } from '@tributary/kit/postgres';
import {
  eventually,
  type GatewayProcess,
  http,
  startGateway,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';
import { refund } from '../../subgraphs/creators/src/data/settle.ts';
import { type Tables, tenantTables } from '../../subgraphs/creators/src/data/tables.ts';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';
import { tiktok } from '../upstreams/tiktok.ts';

let app: TestApp;
let source: StandIn;
let gateways: GatewayProcess[];
let keys: string[];

beforeAll(async () => {
  source = await startStandIn(tiktok);
  app = await startTestApp();
  const env = {
    DATABASE_URL: app.database.url,
    TIKTOK_KEY: 'k',
    TIKTOK_URL: source.url,
    CREATORS_SOURCE_TIMEOUT_MS: '9000',
  };
  gateways = await Promise.all([0, 1, 2].map(() => startGateway({ env })));
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await app.stop();
  await source.stop();
});

beforeEach(async () => {
  // A key may send 60 requests a minute.
  keys = await Promise.all(Array.from({ length: 6 }, () => app.key('creator-tracking')));
  source.calls.length = 0;
  source.play('ok');
  source.delay(0);
});

const pool = () => app.database.database.pool;

async function setBalance(micros: number): Promise<void> {
  const { rows } = await pool().query('select micros from creators.balances where workspace_id = $1', [
    app.workspaceId,
  ]);
  const change = micros - Number(rows[0]?.micros ?? 0);
  await pool().query(
    `insert into creators.balances values ($1, $2) on conflict (workspace_id) do update set micros = excluded.micros`,
    [app.workspaceId, micros],
  );
  await pool().query(
    `insert into creators.ledger (workspace_id, kind, micros, balance, note) values ($1, 'credit', $2, $3, 'test')`,
    [app.workspaceId, change, micros],
  );
}

async function ledger(): Promise<{ sum: number; balance: number; charges: number }> {
  const { rows } = await pool().query(
    `select coalesce(sum(micros), 0)::float as sum, count(*) filter (where kind = 'charge')::int as charges,
       (select micros::float from creators.balances where workspace_id = $1) as balance
     from creators.ledger where workspace_id = $1`,
    [app.workspaceId],
  );
  return rows[0];
}

const ask = (index: number, id: string) =>
  http(gateways[index % gateways.length]!.url, '/v1/post/stats', {
    method: 'POST',
    key: keys[index % keys.length]!,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: `https://www.tiktok.com/@user/video/${id}` }),
  });

describe('several processes', () => {
  test('200 concurrent requests for an uncached post cause one upstream call, one charge and 200 equal responses', async () => {
    await setBalance(1_000_000);
    const before = await ledger();
    // Long enough for all requests to arrive before the first response.
    source.delay(3_000);
    const answers = await Promise.all(Array.from({ length: 200 }, (_, index) => ask(index, '7000000001')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(source.calls).toHaveLength(1);
    const after = await ledger();
    expect([after.charges - before.charges, before.balance - after.balance]).toEqual([1, 1_000]);
  });

  test('with funds for 100 calls, 300 concurrent ones are 100 successes and 200 rejections, and the ledger sums to zero', async () => {
    await setBalance(100_000);
    const answers = await Promise.all(
      Array.from({ length: 300 }, (_, index) => ask(index, String(7_100_000_000 + index))),
    );
    const by = Map.groupBy(answers, ({ status }) => status);
    expect([by.get(200)?.length, by.get(402)?.length]).toEqual([100, 200]);
    expect(by.get(402)![0]!.json.error).toBe('Insufficient balance — add funds at /billing');
    expect(source.calls).toHaveLength(100);
    expect(await ledger()).toMatchObject({ sum: 0, balance: 0 });
  });

  test('a process that is killed has charged only for responses that are in the cache', async () => {
    await setBalance(1_000_000);
    const before = await ledger();
    const env = {
      DATABASE_URL: app.database.url,
      TIKTOK_KEY: 'k',
      TIKTOK_URL: source.url,
    };
    const victim = await startGateway({ env });
    source.delay(20);
    const asked = Array.from({ length: 40 }, (_, index) =>
      http(victim.url, '/v1/post/stats', {
        method: 'POST',
        key: keys[0]!,
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url: `https://www.tiktok.com/@user/video/${7_200_000_000 + index}` }),
      }).catch(() => null),
    );
    await Promise.race(asked);
    await victim.stop('SIGKILL');
    await Promise.all(asked);
    const { rows } = await pool().query(
      `select count(*)::int as unkept from creators.ledger l where workspace_id = $1 and kind = 'charge'
         and not exists (select 1 from creators.answers a where a.key = l.answer)`,
      [app.workspaceId],
    );
    expect(rows[0].unkept).toBe(0);
    const { charges, sum, balance } = await ledger();
    expect(charges).toBeGreaterThan(before.charges);
    expect(sum).toBe(balance);
    // The credit hold of the killed process expires within its minute, without intervention.
    const held = await pool().query(
      `select count(*)::int as n from creators.holds where expires_at > now() + interval '61 seconds'`,
    );
    expect(held.rows[0].n).toBe(0);
  });
});

describe('a response that does not arrive', () => {
  test('is refunded if its caller disconnects, and fetched anew when requested again', async () => {
    await setBalance(1_000_000);
    source.delay(300);
    const controller = new AbortController();
    const url = `${gateways[0]!.url}/v1/post/stats`;
    const init = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': keys[0]! },
      body: JSON.stringify({ url: 'https://www.tiktok.com/@user/video/7300000001' }),
    };
    const gone = fetch(url, { ...init, signal: controller.signal }).catch(() => null);
    setTimeout(() => controller.abort(), 150);
    await gone;
    await eventually(async () => expect((await ledger()).balance).toBe(1_000_000));
    const again = await fetch(url, init);
    expect(await again.json()).toMatchObject({ meta: { cached: false } });
    expect((await ledger()).balance).toBe(999_000);
  });

  test('a charge is refunded once, however often the loss is reported', async () => {
    await setBalance(1_000_000);
    const scope = {
      db: kyselyFor<Tables>(pool(), 'creators', tenantTables),
      workspaceId: app.workspaceId,
    };
    expect((await ask(0, '7300000002')).status).toBe(200);
    const { rows } = await pool().query(
      `select delivery from creators.ledger where workspace_id = $1 and answer = 'post_stats:tiktok:7300000002'`,
      [app.workspaceId],
    );
    const taken = await Promise.all([refund(scope, rows[0].delivery), refund(scope, rows[0].delivery)]);
    expect(taken.flat()).toEqual(['post_stats:tiktok:7300000002']);
    expect(await ledger()).toMatchObject({ balance: 1_000_000, sum: 1_000_000 });
  });

  test('no key can refund a charge or add funds', async () => {
    const refused = await app.graphql('mutation { refundUndelivered(delivery: "x") }');
    expect(refused.errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
    const added = await app.graphql('mutation { addCreatorFunds(microDollars: 1) { microDollars } }');
    expect(added.errors?.[0]?.extensions['code']).toBe('GRAPHQL_VALIDATION_FAILED');
  });

  test('the ledger is append-only for all roles', async () => {
    await expect(pool().query('update creators.ledger set micros = 0')).rejects.toThrow('append-only');
    await expect(pool().query('delete from creators.ledger')).rejects.toThrow('append-only');
  });
});
