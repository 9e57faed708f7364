import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type NewEvent, recordEvents } from '@tributary/kit/events';
import { kyselyFor } from '@tributary/kit/postgres';
import {
  type EventStream,
  eventually,
  http,
  openEventStream,
  type StreamedEvent,
  startTestApp,
  type TestApp,
} from '@tributary/test/support';

const SETTINGS = {
  STREAM_HEARTBEAT_MS: '100',
  STREAM_PATIENCE_MS: '300',
  STREAMS_MAX_PER_KEY: '2',
  // No stream is subject to the deadline of requests.
  REQUEST_DEADLINE_MS: '150',
};

let app: TestApp;
const open: EventStream[] = [];

beforeAll(async () => {
  app = await startTestApp({ settings: SETTINGS });
});
afterAll(() => app.stop());
afterEach(() => {
  for (const stream of open.splice(0)) stream.close();
});

async function openStream(
  key: string | null,
  query = '',
  { headers = {}, url = app.url }: { headers?: Record<string, string>; url?: string } = {},
): Promise<EventStream> {
  const stream = await openEventStream(url, key, { query, headers });
  open.push(stream);
  return stream;
}

function record(events: NewEvent[], workspaceId = app.workspaceId, at = new Date()): Promise<void> {
  const db = kyselyFor<object>(app.database.database.pool, 'events', []);
  return recordEvents({ db, workspaceId }, at, events);
}

const expired = (accountId: string): NewEvent => ({
  type: 'account.expired',
  subject: accountId,
  payload: { accountId, message: 'Refused.' },
});
const unconfirmed = (postId: string, text: string): NewEvent => ({
  type: 'post.unconfirmed',
  subject: postId,
  payload: { postId, text, accountId: 'acct_1', message: 'Lost.' },
});

const subjectsOf = ({ frames }: EventStream) => frames.map(({ data }) => data.subject);
const arrived = (stream: EventStream, ...subjects: string[]) =>
  eventually(async () => expect(subjectsOf(stream)).toEqual(subjects));

const marked = (name: string) => `${name} ${Math.random().toString(36).slice(2)}`;

test('10,000 events are read once each, in order, over 20 connections', async () => {
  const key = await app.key('native');
  const subjects = Array.from({ length: 10_000 }, (_, index) => `acct_${index}`);
  let stream = await openStream(key);
  const ids: string[] = [];
  const seen: string[] = [];
  // Several writers, whose transactions overlap, while the reader connects again and again.
  const writing = Promise.all(
    [0, 1, 2, 3].map(async (writer) => {
      for (let start = writer * 2_500; start < (writer + 1) * 2_500; start += 100)
        await record(subjects.slice(start, start + 100).map(expired));
    }),
  );
  for (let connection = 1; connection < 20 || seen.length < subjects.length; connection += 1) {
    const enough = connection < 20 ? connection * 480 : subjects.length;
    await eventually(async () => {
      if (!stream.response.destroyed)
        expect(seen.length + stream.frames.length).toBeGreaterThanOrEqual(enough);
    });
    stream.close();
    await stream.closed;
    const events = stream.frames.filter(({ id }) => id !== undefined);
    seen.push(...events.map(({ data }) => data.subject));
    ids.push(...events.map(({ id }) => id!));
    stream = await openStream(key, '', { headers: { 'last-event-id': ids.at(-1)! } });
  }
  await writing;
  expect(seen.toSorted()).toEqual(subjects.toSorted());
  expect(ids.map(Number)).toEqual([...new Set(ids.map(Number))].toSorted((one, other) => one - other));
});

describe('a stream', () => {
  test('sends the events of its workspace as they happen, and no others', async () => {
    const stream = await openStream(await app.key('native'));
    expect(stream.response.statusCode).toBe(200);
    expect(stream.response.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
    });
    await record([expired('theirs')], app.otherId);
    await record([expired('ours')]);
    await arrived(stream, 'ours');
    const [{ id, event, data }] = stream.frames as [StreamedEvent];
    expect([id, event]).toEqual([String(data.sequence), 'account.expired']);
    expect(data).toMatchObject({ type: 'account.expired', data: { accountId: 'ours' } });
  });

  test('that breaks off is resumed without a gap', async () => {
    const key = await app.key('native');
    const names = Array.from({ length: 250 }, (_, index) => `event ${index}`);
    const first = await openStream(key);
    await record(names.slice(0, 3).map(expired));
    await arrived(first, ...names.slice(0, 3));
    const { id } = first.frames[1]!;
    first.close();
    await record(names.slice(3).map(expired));
    const second = await openStream(key, '', { headers: { 'last-event-id': id! } });
    await arrived(second, ...names.slice(2));
    const third = await openStream(key, '', { headers: { 'last-event-id': second.frames.at(-1)!.id! } });
    await record([expired('one more')]);
    await arrived(third, 'one more');
  });

  test('begins in the past and selects types, if asked to', async () => {
    const [old, young, other] = ['old', 'young', 'other'].map(marked) as [string, string, string];
    const hour = 3_600_000;
    await record([expired(old)], app.workspaceId, new Date(Date.now() - 48 * hour));
    await record([unconfirmed(other, 'Text'), expired(young)]);
    const stream = await openStream(await app.key('native'), '?since=24h&types=account.expired,post.failed');
    await eventually(async () => expect(subjectsOf(stream)).toContain(young));
    expect(subjectsOf(stream)).not.toContain(old);
    expect(subjectsOf(stream)).not.toContain(other);
  });

  test('sends only events whose text matches a query', async () => {
    const stream = await openStream(
      await app.key('native'),
      `?query=${encodeURIComponent('"help desk" NOT spam')}`,
    );
    await record([
      unconfirmed('wrong', 'A desk that needs help'),
      expired('without a text'),
      unconfirmed('excluded', 'Our help desk sends spam'),
      unconfirmed('right', 'Our new help desk'),
    ]);
    await arrived(stream, 'right');
  });

  test('stays open beyond the deadline of requests, with a heartbeat', async () => {
    const stream = await openStream(await app.key('native'));
    await eventually(async () => expect(stream.heartbeats()).toBeGreaterThan(4));
    await record([expired('late')]);
    await arrived(stream, 'late');
  });

  test('of a revoked key ends with the reason, also if another process revoked it', async () => {
    const other = await startTestApp({ settings: SETTINGS, beside: app });
    const [key, kept] = [await app.key('native'), await app.key('native')];
    const [stream, staying] = [await openStream(key), await openStream(kept)];
    await other.app.admin.revokeKey(app.workspaceId, key);
    await stream.closed;
    expect(stream.frames.at(-1)).toEqual({ event: 'close', data: { reason: 'revoked' } });
    expect(staying.response.destroyed).toBe(false);
    await other.stop();
  });

  test('of a reader that does not read ends, and frees its place', async () => {
    const key = await app.key('native');
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    socket.write(`GET /v1/stream HTTP/1.1\r\nHost: ${hostname}\r\nX-API-Key: ${key}\r\n\r\n`);
    await new Promise((resolve) => socket.once('readable', resolve));
    const reading = await openStream(key);
    expect((await openStream(key)).response.statusCode).toBe(429);
    const large = 'x'.repeat(200_000);
    for (let index = 0; index < 60; index++) await record([unconfirmed(`large ${index}`, large)]);
    await eventually(async () => {
      const another = await openStream(key);
      expect(another.response.statusCode).toBe(200);
    });
    await eventually(async () => expect(reading.frames).toHaveLength(60));
    socket.destroy();
  });

  test('ends with the reason when the process stops', async () => {
    const other = await startTestApp({ settings: SETTINGS, beside: app });
    const stream = await openStream(await app.key('native'), '', { url: other.url });
    await other.stop();
    await stream.closed;
    expect(stream.frames).toEqual([{ event: 'close', data: { reason: 'shutdown' } }]);
  });
});

describe('a ticket', () => {
  const issue = async (key: string) =>
    (await http(app.url, '/v1/stream/tickets', { method: 'POST', key })).json.ticket as string;

  test('opens one stream without a key', async () => {
    const ticket = await issue(await app.key('native'));
    const stream = await openStream(null, `?ticket=${ticket}`);
    expect(stream.response.statusCode).toBe(200);
    await record([expired('seen in a browser')]);
    await arrived(stream, 'seen in a browser');
    expect((await openStream(null, `?ticket=${ticket}`)).response.statusCode).toBe(401);
  });

  test('expires after a minute', async () => {
    const ticket = await issue(await app.key('native'));
    await app.database.database.pool.query(
      "update notifications.stream_tickets set expires_at = expires_at - interval '61 seconds'",
    );
    expect((await openStream(null, `?ticket=${ticket}`)).response.statusCode).toBe(401);
  });

  test('of a key that was revoked since opens nothing', async () => {
    const key = await app.key('native');
    const ticket = await issue(key);
    await app.app.admin.revokeKey(app.workspaceId, key);
    expect((await openStream(null, `?ticket=${ticket}`)).response.statusCode).toBe(401);
  });

  test('is stored neither in plain text nor with its key', async () => {
    const key = await app.key('native');
    const ticket = await issue(key);
    const { rows } = await app.database.database.pool.query(
      'select to_jsonb(t) as row from notifications.stream_tickets t',
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(key);
    expect(JSON.stringify(rows)).not.toContain(ticket);
  });
});

describe('a request', () => {
  test.each([
    ['?since=yesterday', '`since` must be'],
    ['?types=post.exploded', 'got "post.exploded"'],
    ['?query=%22open', ''],
  ])('with %s is refused', async (query, title) => {
    const { status, json } = await http(app.url, `/v1/stream${query}`, { key: await app.key('native') });
    expect([status, json.status]).toEqual([400, 400]);
    expect(json.title).toContain(title);
  });

  test('with an id that is none is refused', async () => {
    const headers = { 'last-event-id': 'abc' };
    const { status } = await http(app.url, '/v1/stream', { key: await app.key('native'), headers });
    expect(status).toBe(400);
  });

  test('needs a key in a header, and the scope', async () => {
    const key = await app.key('native');
    expect((await http(app.url, '/v1/stream')).status).toBe(401);
    expect((await http(app.url, `/v1/stream?api_key=${key}`)).status).toBe(401);
    const limited = await app.key('native', { scopes: ['posts:read'] });
    for (const path of ['/v1/stream', '/v1/events/1'])
      expect((await http(app.url, path, { key: limited })).status).toBe(403);
    expect((await http(app.url, '/v1/stream/tickets', { method: 'POST', key: limited })).status).toBe(403);
  });

  test('for an event that does not exist is 404', async () => {
    const key = await app.key('native');
    for (const id of ['999999999', 'abc', '-1'])
      expect((await http(app.url, `/v1/events/${id}`, { key })).status).toBe(404);
  });
});
