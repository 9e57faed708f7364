import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { type NewEvent, recordEvents } from '@tributary/kit/events';
import { kyselyFor } from '@tributary/kit/postgres';
import { recordedEvents } from '@tributary/kit/testing';
import {
  eventually,
  isSigned,
  type Receiver,
  startReceiver,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

let app: TestApp;
let receiver: Receiver;
let ahead = 0;
const made: string[] = [];

beforeAll(async () => {
  app = await startTestApp({
    settings: { WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true' },
    clock: () => Date.now() + ahead,
  });
});
afterAll(() => app.stop());
beforeEach(async () => {
  receiver = await startReceiver();
});
afterEach(async () => {
  for (const id of made.splice(0)) await run(`deleteWebhook(id: "${id}") { __typename }`);
  await receiver.stop();
});

/** Runs a mutation; returns its result. */
async function run(text: string, variables: object = {}, declared = '') {
  const { data, errors } = await app.graphql(`mutation Run${declared} { ${text} }`, variables);
  expect(errors).toBeUndefined();
  const [result] = Object.values(data);
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
  return result as any;
}

async function create(input: object = {}): Promise<{ id: string; secret: string }> {
  const { secret, webhook, message } = await run(
    'createWebhook(input: $input) { ... on WebhookCreated { secret webhook { id } } ... on Failure { message } }',
    { input: { url: receiver.url, ...input } },
    '($input: CreateWebhookInput!)',
  );
  if (!webhook) throw new Error(message);
  made.push(webhook.id);
  return { id: webhook.id, secret };
}

const LOG = `isEnabled disabledReason failingSince
  deliveries { id sequence type status body nextAttemptAt attempts { at status latencyMs error } }`;

/** Reads a webhook and its delivery log. */
async function look(id: string) {
  const { data } = await app.graphql(`query ($id: ID!) { node(id: $id) { ... on Webhook { ${LOG} } } }`, {
    id,
  });
  return data.node;
}

const expired = (accountId: string): NewEvent => ({
  type: 'account.expired',
  subject: accountId,
  payload: { accountId, message: 'Refused.' },
});

const LOW_BALANCE: NewEvent = {
  type: 'balance.low',
  subject: 'workspace',
  payload: { balanceMicros: 1, thresholdMicros: 2 },
};

function record(event: NewEvent, workspaceId = app.workspaceId): Promise<void> {
  const db = kyselyFor<object>(app.database.database.pool, 'events', []);
  return recordEvents({ db, workspaceId }, new Date(Date.now() + ahead), [event]);
}

/** Waits until the receiver has got a number of requests. */
async function arrived(count: number) {
  await eventually(async () => expect(receiver.received).toHaveLength(count));
  return receiver.received;
}

const settled = (id: string, expected: object) =>
  eventually(async () => expect(await look(id)).toMatchObject(expected));

describe('an event', () => {
  test('is sent signed to the webhooks of its workspace that receive its type, and to no others', async () => {
    const { id, secret } = await create({ types: ['ACCOUNT_EXPIRED'] });
    const other = await create({ types: ['BALANCE_LOW'] });
    await record(expired('acct_theirs'), app.otherId);
    await record(expired('acct_ours'));
    const [request] = await arrived(1);
    expect(request!.message).toMatchObject({
      type: 'account.expired',
      subject: 'acct_ours',
      data: { accountId: 'acct_ours' },
    });
    expect(request!.headers['webhook-id']).toBe(`evt_${request!.message.sequence}`);
    expect(isSigned(request!, secret)).toBe(true);
    expect(isSigned(request!, other.secret)).toBe(false);
    await settled(id, {
      deliveries: [
        {
          type: 'ACCOUNT_EXPIRED',
          status: 'DELIVERED',
          body: request!.body,
          attempts: [{ status: 200, error: null, latencyMs: expect.any(Number) }],
        },
      ],
    });
    expect((await look(other.id)).deliveries).toEqual([]);
  });

  test('from before the webhook was created is not sent', async () => {
    await record(expired('acct_before'));
    await eventually(async () => {
      const { data } = await app.graphql('{ events(first: 100) { subject } }');
      expect(data.events.map(({ subject }: { subject: string }) => subject)).toContain('acct_before');
    });
    await create();
    await record(expired('acct_after'));
    const [request] = await arrived(1);
    expect(request!.message.subject).toBe('acct_after');
  });

  test('whose message is too large carries a link instead of its text', async () => {
    await create();
    const text = 'ä'.repeat(15_000);
    await record({
      type: 'post.unconfirmed',
      subject: 'post_1',
      payload: { postId: 'post_1', text, accountId: 'acct_1', message: 'Lost.' },
    });
    const [{ message, body }] = (await arrived(1)) as [Receiver['received'][number]];
    expect(Buffer.byteLength(body)).toBeLessThan(20_000);
    expect(message.data).toEqual({ postId: 'post_1', accountId: 'acct_1', message: 'Lost.' });
    const key = await app.key('native');
    const response = await fetch(message.link, { headers: { 'x-api-key': key } });
    expect(await response.json()).toMatchObject({ sequence: message.sequence, data: { text } });
    const theirs = await app.key('native', { workspaceId: app.otherId });
    expect((await fetch(message.link, { headers: { 'x-api-key': theirs } })).status).toBe(404);
  });
});

describe('a secret that was replaced', () => {
  test('also signs for some hours, and then no more', async () => {
    const { id, secret } = await create();
    const rotated = await run(
      `rotateWebhookSecret(id: "${id}", overlapHours: 1) { ... on WebhookSecretRotated { secret previousValidUntil } }`,
    );
    await record(expired('acct_1'));
    const [both] = await arrived(1);
    expect([isSigned(both!, secret), isSigned(both!, rotated.secret)]).toEqual([true, true]);
    const { rows } = await app.database.database.pool.query(
      "update notifications.webhooks set previous_until = now() - interval '1 minute' where id = $1 returning secret",
      [id],
    );
    expect(rows[0].secret).not.toContain(rotated.secret);
    await record(expired('acct_2'));
    const [, newest] = await arrived(2);
    expect([isSigned(newest!, secret), isSigned(newest!, rotated.secret)]).toEqual([false, true]);
  });
});

describe('a server that fails', () => {
  afterEach(() => {
    ahead = 0;
  });

  test('gets the same message again until it accepts it', async () => {
    const { id } = await create();
    receiver.answer(500);
    await record(expired('acct_1'));
    await settled(id, {
      failingSince: expect.any(String),
      deliveries: [{ status: 'PENDING', attempts: [{ status: 500, error: 'The server answered 500.' }] }],
    });
    receiver.answer(204);
    ahead = MINUTE;
    const [first, second] = await arrived(2);
    expect([second!.headers['webhook-id'], second!.body]).toEqual([
      first!.headers['webhook-id'],
      first!.body,
    ]);
    await settled(id, {
      failingSince: null,
      deliveries: [
        { status: 'DELIVERED', nextAttemptAt: null, attempts: [{ status: 500 }, { status: 204 }] },
      ],
    });
  });

  test('gets later messages about the same subject afterwards, and those about others meanwhile', async () => {
    const { id } = await create();
    receiver.answer(({ subject }) => (subject === 'acct_1' ? 500 : 200));
    for (const subject of ['acct_1', 'acct_1', 'acct_2', 'acct_1']) await record(expired(subject));
    const inOrder = async () =>
      (await look(id)).deliveries.toSorted(
        (one: { sequence: number }, other: { sequence: number }) => one.sequence - other.sequence,
      );
    const held = { status: 'PENDING', nextAttemptAt: null, attempts: [] };
    await eventually(async () =>
      expect(await inOrder()).toMatchObject([
        { status: 'PENDING', nextAttemptAt: expect.any(String), attempts: [{ status: 500 }] },
        held,
        { status: 'DELIVERED' },
        held,
      ]),
    );
    receiver.answer(200);
    ahead = MINUTE;
    await arrived(5);
    const sequences = (await inOrder()).map(({ sequence }: { sequence: number }) => sequence);
    const about1 = receiver.received.filter(({ message }) => message.subject === 'acct_1');
    const [first, second, , last] = sequences;
    expect(about1.map(({ message }) => message.sequence)).toEqual([first, first, second, last]);
  });

  test('for three hours gets everything afterwards, and no request before its time', async () => {
    const { id } = await create();
    receiver.answer(500);
    const subjects = ['acct_1', 'acct_2', 'acct_3'];
    for (const subject of subjects) await record(expired(subject));
    const pending = async () => {
      const { deliveries } = await look(id);
      return deliveries.map(({ nextAttemptAt }: { nextAttemptAt: string }) => Date.parse(nextAttemptAt));
    };
    const started = Date.now();
    for (let requests = subjects.length; ahead < 3 * HOUR; requests += subjects.length) {
      await arrived(requests);
      await eventually(async () => {
        for (const due of await pending()) expect(due).toBeGreaterThan(Date.now() + ahead);
      });
      ahead = Math.max(...(await pending())) - started;
    }
    receiver.answer(200);
    const delivered = { status: 'DELIVERED', nextAttemptAt: null };
    await settled(id, { failingSince: null, deliveries: subjects.map(() => delivered) });
    for (const { attempts } of (await look(id)).deliveries) {
      const times = attempts.map(({ at }: { at: string }) => Date.parse(at));
      const pauses = times.slice(1).map((time: number, index: number) => time - times[index]);
      expect(pauses).toHaveLength(5);
      for (const [index, least] of [5_000, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR].entries())
        expect(pauses[index]).toBeGreaterThanOrEqual(least);
    }
    expect(new Set(receiver.received.map(({ message }) => message.subject))).toEqual(new Set(subjects));
  });

  test('with a redirect is not followed', async () => {
    const { id } = await create();
    receiver.answer(302, { location: receiver.url });
    await record(expired('acct_1'));
    await settled(id, { deliveries: [{ attempts: [{ status: 302 }] }] });
    expect(receiver.received).toHaveLength(1);
  });

  test('and does not listen is described in the delivery log', async () => {
    const { id } = await create();
    await receiver.stop();
    await record(expired('acct_1'));
    const error = 'The server sent no response: it refused the connection.';
    await settled(id, { deliveries: [{ attempts: [{ status: null, error }] }] });
  });

  test('with 410 is sent nothing more, and the workspace is informed', async () => {
    const { id } = await create();
    receiver.answer(410);
    await record(expired('acct_1'));
    await settled(id, { isEnabled: false, disabledReason: 'GONE', deliveries: [{ status: 'FAILED' }] });
    await record(expired('acct_2'));
    const events = await recordedEvents(app.database, app.workspaceId);
    expect(events.filter(({ subject }) => subject === id)).toMatchObject([
      { type: 'webhook.disabled', payload: { reason: 'gone', host: expect.stringContaining('127.0.0.1') } },
    ]);
    expect(receiver.received).toHaveLength(1);
  });

  test('for five days is disabled, and can be enabled again', async () => {
    const { id } = await create({ types: ['BALANCE_LOW'] });
    receiver.answer(503);
    await record(LOW_BALANCE);
    await settled(id, { failingSince: expect.any(String) });
    ahead = 5 * DAY + HOUR;
    await settled(id, { isEnabled: false, disabledReason: 'FAILING', deliveries: [{ status: 'FAILED' }] });
    receiver.answer(200);
    await run(`updateWebhook(id: "${id}", input: { isEnabled: true }) { __typename }`);
    expect(await look(id)).toMatchObject({ isEnabled: true, disabledReason: null, failingSince: null });
    const before = receiver.received.length;
    await record(LOW_BALANCE);
    await arrived(before + 1);
  });
});

describe('a replay', () => {
  test('of one delivery sends the same message again', async () => {
    const { id } = await create();
    await record(expired('acct_1'));
    await arrived(1);
    await settled(id, { deliveries: [{ status: 'DELIVERED' }] });
    const [delivery] = (await look(id)).deliveries;
    const text = `replayWebhookDelivery(id: "${delivery.id}") { ... on WebhookDeliveryReplayed { delivery { status } } }`;
    expect(await run(text)).toEqual({ delivery: { status: 'PENDING' } });
    const [first, second] = await arrived(2);
    expect(second!.headers['webhook-id']).toBe(first!.headers['webhook-id']);
    await settled(id, {
      deliveries: [{ status: 'DELIVERED', attempts: [{ status: 200 }, { status: 200 }] }],
    });
  });

  test('of a range sends what the webhook has received and what it has missed', async () => {
    const from = new Date(Date.now() - 1).toISOString();
    await record(expired('acct_missed'));
    await eventually(async () => {
      const text = 'query ($since: DateTime) { events(since: $since, types: [ACCOUNT_EXPIRED]) { subject } }';
      const { data } = await app.graphql(text, { since: from });
      expect(data.events).toHaveLength(1);
    });
    const { id } = await create({ types: ['ACCOUNT_EXPIRED'] });
    await record(expired('acct_received'));
    await arrived(1);
    await settled(id, { deliveries: [{ status: 'DELIVERED' }] });
    const to = new Date(Date.now() + MINUTE).toISOString();
    const text = `replayWebhookEvents(id: "${id}", from: "${from}", to: "${to}") { ... on WebhookEventsReplayed { count } }`;
    expect(await run(text)).toEqual({ count: 2 });
    const subjects = (await arrived(3)).map(({ message }) => message.subject).sort();
    expect(subjects).toEqual(['acct_missed', 'acct_received', 'acct_received']);
  });
});

test('a test message is sent at once, and its result is returned and logged', async () => {
  const { id, secret } = await create({ types: ['BALANCE_LOW'] });
  const sent = await run(
    `testWebhook(id: "${id}") { ... on WebhookTested { delivery { status type attempts { status } } } }`,
  );
  expect(sent.delivery).toEqual({ status: 'DELIVERED', type: null, attempts: [{ status: 200 }] });
  const [request] = receiver.received;
  expect(request!.message).toMatchObject({ type: 'webhook.test', data: {} });
  expect(isSigned(request!, secret)).toBe(true);
  expect((await look(id)).deliveries).toMatchObject([
    { sequence: null, status: 'DELIVERED', body: request!.body },
  ]);
});

test('a workspace has at most 20 webhooks, also if they are created at the same time', async () => {
  const outcomes = await Promise.allSettled(Array.from({ length: 22 }, () => create()));
  const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
  expect(refused.map(({ reason }) => (reason as Error).message)).toEqual(
    Array.from({ length: 2 }, () => 'A workspace can have at most 20 webhooks.'),
  );
});

describe('an address', () => {
  let strict: TestApp;
  beforeAll(async () => {
    strict = await startTestApp({ beside: app });
  });
  afterAll(() => strict.stop());

  test.each([
    ['http://hooks.example.com/', '`url` must be an https address, got http.'],
    [
      'https://user:word@hooks.example.com/',
      '`url` must be an https address without a user, of at most 2,048 characters.',
    ],
    ['https://127.0.0.1/', '127.0.0.1 cannot receive events: its address is not public.'],
    ['https://[::1]/', '[::1] cannot receive events: its address is not public.'],
    ['https://localhost/', 'localhost cannot receive events: its address is not public.'],
    [
      'https://does-not-exist.invalid/',
      'does-not-exist.invalid cannot receive events: its host name does not resolve.',
    ],
  ])('%s is refused', async (url, message) => {
    const text = `mutation ($url: URL!) { createWebhook(input: { url: $url }) {
      __typename ... on InvalidInput { message field } } }`;
    const { data } = await strict.graphql(text, { url });
    expect(data.createWebhook).toEqual({ __typename: 'InvalidInput', message, field: 'input.url' });
  });

  test('that has become private is not connected to', async () => {
    const { id } = await create();
    const text = `mutation ($id: ID!) { testWebhook(id: $id) { ... on WebhookTested { delivery { attempts { error } } } } }`;
    const { data } = await strict.graphql(text, { id });
    const error = 'The server sent no response: its address is not public.';
    expect(data.testWebhook.delivery.attempts).toEqual([{ error }]);
    expect(receiver.received).toEqual([]);
  });
});

test('another workspace can neither see nor change a webhook', async () => {
  const { id } = await create();
  const theirs = await app.key('native', { workspaceId: app.otherId });
  const { data } = await app.graphql(
    `mutation ($id: ID!) {
      test: testWebhook(id: $id) { __typename } delete: deleteWebhook(id: $id) { __typename }
      update: updateWebhook(id: $id, input: { isEnabled: false }) { __typename }
      rotate: rotateWebhookSecret(id: $id) { __typename }
    }`,
    { id },
    theirs,
  );
  expect(new Set(Object.values(data).map((each) => (each as { __typename: string }).__typename))).toEqual(
    new Set(['NotFound']),
  );
  expect((await look(id)).isEnabled).toBe(true);
  expect(receiver.received).toEqual([]);
});
