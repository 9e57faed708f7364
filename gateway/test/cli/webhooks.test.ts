import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { recordEvents } from '@tributary/kit/events';
import { kyselyFor } from '@tributary/kit/postgres';
import { TEST_SECRETS_KEY } from '@tributary/kit/testing';
import {
  eventually,
  isSigned,
  type Receiver,
  runCommand,
  startReceiver,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';

let app: TestApp;
let receiver: Receiver;
beforeAll(async () => {
  app = await startTestApp({ settings: { WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true' } });
  receiver = await startReceiver();
});
afterAll(async () => {
  await receiver.stop();
  await app.stop();
});

/** Runs a command on the test's database; returns its JSON. */
async function run(...args: string[]) {
  const { code, stdout, stderr } = await runCommand([...args, '--workspace', 'ours', '--json'], {
    env: {
      DATABASE_URL: app.database.url,
      SECRETS_KEY: TEST_SECRETS_KEY,
      WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true',
    },
  });
  expect([code, stderr]).toEqual([0, '']);
  return stdout;
}

function record(accountId: string): Promise<void> {
  const db = kyselyFor<object>(app.database.database.pool, 'events', []);
  return recordEvents({ db, workspaceId: app.workspaceId }, new Date(), [
    { type: 'account.expired', subject: accountId, payload: { accountId, message: 'Refused.' } },
  ]);
}

test('a webhook is managed on the command line from its creation to its deletion', async () => {
  const created = JSON.parse(await run('webhooks', 'create', receiver.url, '--types', 'account.expired'));
  const { id } = created.webhook;
  expect(created.secret).toMatch(/^whsec_/);
  expect(JSON.parse(await run('webhooks', 'list'))).toMatchObject([
    { id, url: receiver.url, types: ['ACCOUNT_EXPIRED'], isEnabled: true },
  ]);
  expect(JSON.parse(await run('webhooks', 'test', id))).toMatchObject({ status: 'DELIVERED' });
  const { secret } = JSON.parse(await run('webhooks', 'rotate', id, '--overlap', '2'));
  await record('acct_1');
  await eventually(async () => expect(receiver.received).toHaveLength(2));
  expect([created.secret, secret].map((each) => isSigned(receiver.received[1]!, each))).toEqual([true, true]);
  expect(JSON.parse(await run('webhooks', 'replay', id, '--from', '1h'))).toEqual({ count: 1 });
  await eventually(async () => expect(receiver.received).toHaveLength(3));
  const log = JSON.parse(await run('webhooks', 'log', id));
  expect(log.map(({ type }: { type: string | null }) => type)).toEqual(['ACCOUNT_EXPIRED', null]);
  await run('webhooks', 'replay', id, '--delivery', log[0].id);
  await eventually(async () => expect(receiver.received).toHaveLength(4));
  await run('webhooks', 'delete', id);
  expect(JSON.parse(await run('webhooks', 'list'))).toEqual([]);
});

test('a destination and an alert are managed on the command line', async () => {
  const { rows } = await app.database.database.pool.query<{ id: string }>(
    `insert into notifications.destinations (workspace_id, id, kind, name, account, credentials, created_at)
     values ($1, gen_random_uuid(), 'slack', 'Team', 'T1/B1', 'sealed', now()) returning id`,
    [app.workspaceId],
  );
  const { id } = rows[0]!;
  expect(JSON.parse(await run('destinations', 'list'))).toMatchObject([{ id, kind: 'SLACK', name: 'Team' }]);
  const options = ['--name', 'Failures', '--types', 'post.failed', '--destination', id];
  const digest = [
    '--every',
    'weekly',
    '--weekday',
    'friday',
    '--quiet',
    '22:00-07:00',
    '--time-zone',
    'Asia/Tokyo',
  ];
  const rule = JSON.parse(await run('alerts', 'create', ...options, ...digest));
  expect(rule).toMatchObject({
    types: ['POST_FAILED'],
    frequency: 'WEEKLY',
    weekday: 'FRIDAY',
    quietHours: { from: '22:00', to: '07:00' },
    timeZone: 'Asia/Tokyo',
    destinations: [{ name: 'Team' }],
  });
  expect(JSON.parse(await run('alerts', 'list'))).toEqual([rule]);
  await run('alerts', 'delete', rule.id);
  await run('destinations', 'delete', id);
  expect(JSON.parse(await run('destinations', 'list'))).toEqual([]);
});

test('events are printed as they were recorded, by time and type', async () => {
  await record('acct_2');
  const read = async (...args: string[]) =>
    (await run('events', 'tail', '--no-follow', ...args))
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line).subject as string);
  await eventually(async () => expect(await read('--since', '1h')).toContain('acct_2'));
  expect(await read('--since', '1h', '--types', 'balance.low')).toEqual([]);
  expect(await read()).toEqual([]);
});

test.each([
  [['webhooks', 'create', 'http://127.0.0.1/', '--types', 'post.exploded'], 'is no type of event'],
  [['webhooks', 'log', 'x', '--status', 'lost'], '--status must be'],
  [['webhooks', 'replay', 'x'], 'Give either --delivery or --from.'],
  [['webhooks', 'rotate', 'x', '--overlap', 'long'], '--overlap must be'],
  [['events', 'tail', '--since', 'yesterday'], '--since must be'],
  [['destinations', 'create', 'pigeon', '--name', 'x'], 'The kind must be'],
  [
    ['alerts', 'create', '--name', 'x', '--types', 'post.failed', '--destination', 'x', '--every', 'day'],
    '--every must',
  ],
  [
    ['alerts', 'create', '--name', 'x', '--types', 'post.failed', '--destination', 'x', '--quiet', 'x'],
    '--quiet must',
  ],
])('%j is wrong usage', async (args, message) => {
  const { code, stderr } = await runCommand([...args, '--workspace', 'ours'], {
    env: { DATABASE_URL: app.database.url, SECRETS_KEY: TEST_SECRETS_KEY },
  });
  expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
});
