import { randomUUID } from 'node:crypto';
import { request } from 'node:http';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { type NewEvent, recordEvents } from '@tributary/kit/events';
import { kyselyFor } from '@tributary/kit/postgres';
import { eventually, http, importPosts, startTestApp, type TestApp } from '@tributary/test/support';
import { createClient as createSseClient } from 'graphql-sse';
import { type CloseCode, createClient as createSocketClient } from 'graphql-ws';
import { WebSocket } from 'ws';

const SETTINGS = {
  STREAM_HEARTBEAT_MS: '100',
  STREAM_PATIENCE_MS: '300',
  STREAMS_MAX_PER_KEY: '3',
  CORS_ORIGINS: 'https://app.example',
  // No subscription is subject to the deadline of requests.
  REQUEST_DEADLINE_MS: '2000',
};

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it has selected
type Result = any;

/** A subscription of a test. */
interface Subscribed {
  readonly results: Result[];
  /** Resolves when it has ended; with the error of the client, if it failed. */
  readonly ended: Promise<unknown>;
  close(): void;
}

interface SubscribeOptions {
  readonly key: string;
  readonly variables?: Record<string, unknown>;
  readonly url?: string;
}

let app: TestApp;
let key: string;
const open: Subscribed[] = [];

beforeAll(async () => {
  app = await startTestApp({ settings: SETTINGS });
  key = await app.key('native');
});
afterAll(() => app.stop());
afterEach(() => {
  for (const subscribed of open.splice(0)) subscribed.close();
});

/** Collects what a client passes to the sink of a subscription. */
function collect(subscribe: (sink: Parameters<typeof sinkOf>[0]) => () => void): Subscribed {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  const results: Result[] = [];
  const close = subscribe({ results, end: resolve });
  const subscribed = { results, ended: promise, close };
  open.push(subscribed);
  return subscribed;
}

function sinkOf({ results, end }: { results: Result[]; end: (error?: unknown) => void }) {
  return { next: (result: Result) => void results.push(result), error: end, complete: () => end() };
}

function overSse(query: string, { key: sent, variables = {}, url = app.url }: SubscribeOptions): Subscribed {
  const client = createSseClient({ url: `${url}/graphql`, headers: { 'x-api-key': sent }, retryAttempts: 0 });
  return collect((sink) => client.subscribe({ query, variables }, sinkOf(sink)));
}

function overSocket(
  query: string,
  { key: sent, variables = {}, url = app.url }: SubscribeOptions,
): Subscribed {
  const client = createSocketClient({
    url: `${url.replace('http', 'ws')}/graphql`,
    webSocketImpl: WebSocket,
    connectionParams: { authorization: `Bearer ${sent}` },
    retryAttempts: 0,
  });
  return collect((sink) => {
    const unsubscribe = client.subscribe({ query, variables }, sinkOf(sink));
    return () => {
      unsubscribe();
      void client.dispose();
    };
  });
}

const TRANSPORTS = [
  ['server-sent events', overSse],
  ['a WebSocket', overSocket],
] as const;

function record(events: NewEvent[], workspaceId = app.workspaceId): Promise<void> {
  const db = kyselyFor<object>(app.database.database.pool, 'events', []);
  return recordEvents({ db, workspaceId }, new Date(), events);
}

const expired = (accountId: string): NewEvent => ({
  type: 'account.expired',
  subject: accountId,
  payload: { accountId, message: 'Refused.' },
});
const scheduled = (postId: string, text = ''): NewEvent => ({
  type: 'post.scheduled',
  subject: postId,
  payload: { postId, text, scheduledAt: new Date().toISOString(), accountIds: [] },
});

const postMatched = (postId: string, trackerId: string, title: string): NewEvent => ({
  type: 'tracker.matched',
  subject: postId,
  payload: {
    postId,
    trackerId,
    title,
    source: 'hackernews',
    url: 'https://news.ycombinator.com/item?id=1',
    text: 'Text',
    author: 'ada',
    postedAt: new Date().toISOString(),
    relevance: 'high',
    origin: 'tail',
  },
});

async function createTracker(name: string): Promise<string> {
  const { data } = await app.graphql(
    'mutation ($name: String!) { createTracker(input: { name: $name, query: "desk" }) { ... on TrackerCreated { tracker { id } } } }',
    { name },
  );
  return data.createTracker.tracker.id;
}

/** Imports posts; returns their ids. */
async function createPosts(titles: readonly string[]): Promise<string[]> {
  const rows = titles.map((title) => ({
    url: `https://example.org/${encodeURI(title)}`,
    title,
    body: 'Text',
  }));
  await importPosts(app.database, app.workspaceId, rows);
  const { data } = await app.graphql('{ communityPosts(first: 100) { nodes { id title } } }');
  return titles.map((title) => data.communityPosts.nodes.find((each: Result) => each.title === title).id);
}

const mentionMatched = (mentionId: string, datasetId: string): NewEvent => ({
  type: 'mention.matched',
  subject: mentionId,
  payload: {
    mentionId,
    datasetId,
    source: 'hackernews',
    url: null,
    title: '',
    text: 'A kumquat.',
    author: 'ada',
    postedAt: new Date().toISOString(),
  },
});

/** Creates a dataset with one mention; returns their ids. */
async function createMention(name: string): Promise<{ dataset: string; mention: string }> {
  const created = await app.graphql(
    'mutation ($name: String!) { createDataset(input: { name: $name }) { ... on DatasetCreated { dataset { id } } } }',
    { name },
  );
  const { id } = created.data.createDataset.dataset;
  const ndjson = JSON.stringify({
    external_id: name,
    source: 'hackernews',
    text: name,
    posted_at: '2026-04-01',
  });
  await app.graphql(
    'mutation ($id: ID!, $ndjson: String!) { startRun(datasetId: $id, input: { ndjson: $ndjson }) { __typename } }',
    { id, ndjson },
  );
  const mention = await eventually(async () => {
    const { data } = await app.graphql('query ($id: ID!) { mentions(datasetIds: [$id]) { nodes { id } } }', {
      id,
    });
    return data.mentions.nodes[0].id as string;
  });
  return { dataset: id, mention };
}

const OCCURRED = 'subscription ($types: [EventType!]) { eventOccurred(types: $types) { subject type } }';
const subjectsOf = ({ results }: Subscribed) => results.map(({ data }) => data?.eventOccurred?.subject);
const arrived = (subscribed: Subscribed, ...subjects: string[]) =>
  eventually(async () => expect(subjectsOf(subscribed)).toEqual(subjects));

/** Records events until the first one arrives: a subscription has no sign that it has begun. */
async function begun(subscribed: Subscribed): Promise<void> {
  await eventually(async () => {
    await record([expired('begun')]);
    expect(subscribed.results.length).toBeGreaterThan(0);
  });
  subscribed.results.length = 0;
}

async function draft(body: string, workspaceId = app.workspaceId): Promise<string> {
  const native = await app.key('native', { workspaceId });
  const { data } = await app.graphql(
    'mutation ($body: String!) { createPost(input: { body: $body }) { ... on PostCreated { post { id } } } }',
    { body },
    native,
  );
  return data.createPost.post.id;
}

describe.each(TRANSPORTS)('a subscription over %s', (_, subscribe) => {
  test('has the events of its workspace, of the selected types, and no others', async () => {
    const stranger = await app.key('native', { workspaceId: app.otherId });
    const [ours, theirs] = [
      subscribe(OCCURRED, { key, variables: { types: ['ACCOUNT_EXPIRED'] } }),
      subscribe(OCCURRED, { key: stranger }),
    ];
    await begun(ours);
    await record([expired('theirs')], app.otherId);
    await record([scheduled('post_x'), expired('ours')]);
    await eventually(async () => expect(subjectsOf(ours)).toContain('ours'));
    await eventually(async () => expect(subjectsOf(theirs)).toContain('theirs'));
    expect(subjectsOf(theirs)).not.toContain('ours');
    expect(subjectsOf(ours).filter((subject: string) => subject !== 'begun')).toEqual(['ours']);
    expect(ours.results.at(-1)).toEqual({
      data: { eventOccurred: { subject: 'ours', type: 'ACCOUNT_EXPIRED' } },
      extensions: { cost: { requested: expect.any(Number), maximum: 100_000 } },
    });
  });

  test('begins after the last event that the client has seen', async () => {
    const first = subscribe('subscription { eventOccurred { sequence subject } }', { key });
    await begun(first);
    await record(['one', 'two', 'three'].map(expired));
    await eventually(async () => expect(subjectsOf(first).slice(-3)).toEqual(['one', 'two', 'three']));
    const { sequence } = first.results.at(-3).data.eventOccurred;
    const query = 'subscription ($after: Long!) { eventOccurred(afterSequence: $after) { subject } }';
    const second = subscribe(query, { key, variables: { after: sequence } });
    await arrived(second, 'two', 'three');
  });

  test('has an object of another subgraph now and after each change', async () => {
    const id = await draft('First text');
    const { results } = subscribe(
      'subscription ($id: ID!) { postChanged(id: $id) { id text: body status targets { attempts } __typename } }',
      { key, variables: { id } },
    );
    const post = { id, status: 'DRAFT', targets: [], __typename: 'Post' };
    await eventually(async () =>
      expect(results[0]?.data.postChanged).toEqual({ ...post, text: 'First text' }),
    );
    await app.graphql(
      'mutation ($id: ID!) { updatePost(id: $id, input: { body: "Second text" }) { __typename } }',
      { id },
    );
    await record([scheduled('post_of_another_kind'), scheduled(id)]);
    await eventually(async () =>
      expect(results[1]?.data.postChanged).toEqual({ ...post, text: 'Second text' }),
    );
    expect(results).toHaveLength(2);
  });

  test('has the posts that match a tracker and a query, with fields of several subgraphs', async () => {
    const titles = [`A desk ${randomUUID()}`, `A lamp ${randomUUID()}`];
    const [deskTitle, lampTitle] = titles as [string, string];
    const [desk, lamp] = (await createPosts(titles)) as [string, string];
    const [one, other] = [await createTracker(randomUUID()), await createTracker(randomUUID())];
    const query = `subscription ($trackers: [ID!], $query: String) {
      communityPostMatched(trackers: $trackers, query: $query) { title analysis { score } replies { id } } }`;
    const all = subscribe(query, { key });
    const some = subscribe(query, { key, variables: { trackers: [one], query: 'desk OR chair' } });
    await eventually(async () => {
      await record([postMatched(desk, one, deskTitle)]);
      expect(all.results.length * some.results.length).toBeGreaterThan(0);
    });
    await record([
      postMatched(lamp, one, lampTitle),
      postMatched(desk, other, deskTitle),
      postMatched(lamp, other, lampTitle),
    ]);
    const titlesOf = ({ results }: Subscribed) =>
      results.map(({ data }: Result) => data.communityPostMatched.title);
    await eventually(async () => expect(titlesOf(all).slice(-3)).toEqual([lampTitle, deskTitle, lampTitle]));
    expect(new Set(titlesOf(some))).toEqual(new Set([deskTitle]));
    const { data } = some.results[0];
    expect(data.communityPostMatched).toMatchObject({ replies: [], analysis: { score: expect.any(Number) } });
    expect(await codeOf(subscribe(query, { key, variables: { query: '"open' } }))).toBe('INVALID_INPUT');
  });

  test('has the mentions that a live dataset receives, and those of no other dataset', async () => {
    const [name, other] = [randomUUID(), randomUUID()];
    const [wanted, unwanted] = [await createMention(name), await createMention(other)];
    const query = 'subscription ($id: ID!) { mentionMatched(dataset: $id) { text datasets { name } } }';
    const { results } = subscribe(query, { key, variables: { id: wanted.dataset } });
    await eventually(async () => {
      await record([
        mentionMatched(unwanted.mention, unwanted.dataset),
        mentionMatched(wanted.mention, wanted.dataset),
      ]);
      expect(results).not.toHaveLength(0);
    });
    expect(new Set(results.map(({ data }) => JSON.stringify(data.mentionMatched)))).toEqual(
      new Set([JSON.stringify({ text: name, datasets: [{ name }] })]),
    );
  });

  test.each([
    ['of another workspace', 'postChanged(id: $id) { id }', () => draft('Theirs', app.otherId)],
    ['of another type', 'runChanged(id: $id) { id }', () => draft('A post')],
    ['that is no tracker', 'communityPostMatched(trackers: [$id]) { id }', () => draft('A post')],
    ['that is no dataset', 'mentionMatched(dataset: $id) { id }', () => draft('A post')],
  ])('to an object %s is refused', async (_name, field, create) => {
    const query = `subscription ($id: ID!) { ${field} }`;
    const refused = subscribe(query, { key, variables: { id: await create() } });
    expect(await codeOf(refused)).toBe('NOT_FOUND');
  });

  test.each([
    ['that is not valid', 'subscription { eventOccurred { nothing } }', 'GRAPHQL_VALIDATION_FAILED'],
    ['that cannot be parsed', 'subscription {', 'GRAPHQL_PARSE_FAILED'],
    [
      'with several root fields',
      'subscription { a: eventOccurred { type } b: eventOccurred { type } }',
      'GRAPHQL_VALIDATION_FAILED',
    ],
    [
      'that is too large',
      `subscription { eventOccurred { ${'x: type '.repeat(101)} } }`,
      'OPERATION_TOO_LARGE',
    ],
    ['that is a query', '{ viewer { workspace { id } } }', 'INVALID_INPUT'],
  ])('%s is refused', async (_name, query, code) => {
    expect(await codeOf(subscribe(query, { key }))).toBe(code);
  });

  test('needs the scope of its field', async () => {
    const limited = await app.key('native', { scopes: ['posts:read'] });
    expect(await codeOf(subscribe(OCCURRED, { key: limited }))).toBe('FORBIDDEN_SCOPE');
  });

  test('is checked again for each event', async () => {
    const [id, limited] = [
      await draft('Text'),
      await app.key('native', { scopes: ['events:read', 'posts:read'] }),
    ];
    const { results } = subscribe('subscription ($id: ID!) { postChanged(id: $id) { body } }', {
      key: limited,
      variables: { id },
    });
    await eventually(async () => expect(results[0]?.data.postChanged).toEqual({ body: 'Text' }));
    await app.database.database.pool.query(
      `update access.api_keys set scopes = '{events:read}' where scopes = '{events:read,posts:read}'`,
    );
    await eventually(async () => {
      await record([scheduled(id)]);
      expect(results.at(-1).errors?.[0].extensions.code).toBe('FORBIDDEN_SCOPE');
    });
    expect(results.at(-1).data).toEqual({ postChanged: null });
  });

  test('counts against the streams of its key', async () => {
    const own = await app.key('native');
    const taken = Array.from({ length: 3 }, () => subscribe(OCCURRED, { key: own }));
    await eventually(async () => {
      await record([expired('taken')]);
      for (const { results } of taken) expect(results).not.toHaveLength(0);
    });
    const { status, headers } = await http(app.url, '/v1/stream', { key: own });
    expect([status, headers['retry-after']]).toEqual([429, '5']);
    // Each subscription over a WebSocket has one of its own here, and those are as many.
    const refused = (await subscribe(OCCURRED, { key: own }).ended) as { code?: number; message?: string };
    expect(`${refused.code} ${refused.message}`).toMatch(/^1013 |429/);
    taken[0]!.close();
    await eventually(async () => {
      const again = subscribe(OCCURRED, { key: own });
      await eventually(async () => {
        await record([expired('again')]);
        expect(again.results).not.toHaveLength(0);
      });
    });
  });

  test('of a revoked key ends, and no other', async () => {
    const [revoked, kept] = [await app.key('native'), await app.key('native')];
    const [ending, staying] = [subscribe(OCCURRED, { key: revoked }), subscribe(OCCURRED, { key: kept })];
    await begun(ending);
    await app.app.admin.revokeKey(app.workspaceId, revoked);
    await ending.ended;
    await begun(staying);
  });
});

/** Returns the code of the error for which a subscription was refused. */
async function codeOf({ results, ended }: Subscribed): Promise<unknown> {
  const error = await ended;
  const errors = Array.isArray(error) ? error : results[0]?.errors;
  expect(results[0]?.data).toBeUndefined();
  return errors?.[0].extensions.code;
}

describe('over server-sent events', () => {
  /** Opens a subscription without a client, and returns its bytes as they arrive. */
  async function raw(path: string, headers: Record<string, string> = {}, body?: string) {
    const { promise, resolve, reject } = Promise.withResolvers<{
      status: number;
      text: () => string;
      close: () => void;
      headers: Record<string, unknown>;
      closed: Promise<void>;
    }>();
    const sent = request(`${app.url}${path}`, { agent: false, method: body ? 'POST' : 'GET', headers });
    sent.on('error', reject).on('response', (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      const closed = new Promise<void>((done) => response.on('close', done));
      resolve({
        status: response.statusCode!,
        text: () => text,
        close: () => response.destroy(),
        headers: response.headers,
        closed,
      });
    });
    sent.end(body);
    return promise;
  }
  const QUERY = encodeURIComponent('subscription { eventOccurred { subject } }');
  const ACCEPT = { accept: 'text/event-stream' };

  test('heartbeats keep the connection open, and `complete` has data', async () => {
    const stream = await raw(`/graphql?query=${QUERY}`, { ...ACCEPT, 'x-api-key': key });
    expect(stream.status).toBe(200);
    expect(stream.headers).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store, no-transform',
      'x-content-type-options': 'nosniff',
    });
    await eventually(async () => expect(stream.text().split(':\n\n').length).toBeGreaterThan(4));
    stream.close();
    const refused = await raw(`/graphql?query=${encodeURIComponent('{ nothing }')}`, {
      ...ACCEPT,
      'x-api-key': key,
    });
    await refused.closed;
    expect(refused.text()).toMatch(/^event: next\ndata: \{"errors":.*\n\nevent: complete\ndata:\n\n$/);
  });

  test('the last result of a stream says why it was ended', async () => {
    const own = await app.key('native');
    const stream = await raw(`/graphql?query=${QUERY}`, { ...ACCEPT, 'x-api-key': own });
    await app.app.admin.revokeKey(app.workspaceId, own);
    await stream.closed;
    expect(stream.text()).toContain('"extensions":{"code":"UNAUTHENTICATED","reason":"revoked"}');
    expect(stream.text()).toMatch(/event: complete\ndata:\n\n$/);
  });

  test('a ticket opens one subscription, and a key in a URL none', async () => {
    const { json } = await http(app.url, '/v1/stream/tickets', { method: 'POST', key });
    const stream = await raw(`/graphql?query=${QUERY}&ticket=${json.ticket}`, ACCEPT);
    await eventually(async () => {
      await record([expired('by ticket')]);
      expect(stream.text()).toContain('by ticket');
    });
    stream.close();
    expect((await raw(`/graphql?query=${QUERY}&ticket=${json.ticket}`, ACCEPT)).status).toBe(401);
    const inUrl = await raw(`/graphql?query=${QUERY}&api_key=${key}`, ACCEPT);
    await inUrl.closed;
    expect(inUrl.text()).toContain('UNAUTHENTICATED');
  });

  test('an unknown key is refused', async () => {
    const headers = { ...ACCEPT, 'x-api-key': 'tk_live_unknown' };
    expect((await raw(`/graphql?query=${QUERY}`, headers)).status).toBe(401);
  });

  test('a reader that does not read is disconnected', async () => {
    const own = await app.key('native');
    const { hostname, port } = new URL(app.url);
    const socket = connect(Number(port), hostname);
    const query = encodeURIComponent('subscription { eventOccurred { message } }');
    socket.write(
      `GET /graphql?query=${query} HTTP/1.1\r\nHost: ${hostname}\r\nAccept: text/event-stream\r\nX-API-Key: ${own}\r\n\r\n`,
    );
    await new Promise((resolve) => socket.once('readable', resolve));
    const others = [overSse(OCCURRED, { key: own }), overSse(OCCURRED, { key: own })];
    await eventually(async () => {
      await record([expired('others')]);
      for (const { results } of others) expect(results).not.toHaveLength(0);
    });
    for (let index = 0; index < 60; index++) await record([scheduled(`post_${index}`, 'x'.repeat(200_000))]);
    // Its place is free.
    await eventually(async () => {
      const { results } = overSse(OCCURRED, { key: own });
      await record([expired('another')]);
      // A stream that was refused has no results, however long it is waited for.
      await eventually(async () => expect(results).not.toHaveLength(0), 5);
    });
    socket.destroy();
  });

  test('a subscription by POST that accepts only JSON is refused with the reason', async () => {
    const { errors } = await app.graphql('subscription { eventOccurred { subject } }');
    expect(errors![0]!.message).toMatch(/text\/event-stream/);
  });
});

describe('over a WebSocket', () => {
  const URL_OF = () => `${app.url.replace('http', 'ws')}/graphql`;
  const PROTOCOL = 'graphql-transport-ws';

  /**
   * Connects without a client; resolves with the close code, or the status of a refused handshake.
   */
  function closing(
    message: object | null,
    {
      url = URL_OF(),
      protocol = PROTOCOL,
      headers = {},
    }: { url?: string; protocol?: string; headers?: Record<string, string> } = {},
  ): Promise<number> {
    const socket = new WebSocket(url, protocol, { headers });
    return new Promise((resolve, reject) => {
      socket.on('open', () => message && socket.send(JSON.stringify(message)));
      socket.on('close', (code) => resolve(code));
      socket.on('unexpected-response', (_request, response) => resolve(response.statusCode!));
      socket.on('message', (data) => {
        if (JSON.parse(String(data)).type === 'connection_ack') socket.close(1000);
      });
      socket.on('error', (error) => reject(error));
    });
  }
  const init = (payload: object) => ({ type: 'connection_init', payload });
  const unauthorized: CloseCode = 4401;

  test.each([
    ['a key', async () => init({ 'X-API-Key': key }), 1000],
    ['an authorization', async () => init({ Authorization: `Bearer ${key}` }), 1000],
    [
      'a ticket',
      async () =>
        init({ ticket: (await http(app.url, '/v1/stream/tickets', { method: 'POST', key })).json.ticket }),
      1000,
    ],
    ['an unknown key', async () => init({ 'X-API-Key': 'tk_live_unknown' }), unauthorized],
    ['an unknown ticket', async () => init({ ticket: 'x'.repeat(43) }), unauthorized],
    [
      'an operation before `connection_init`',
      async () => ({ id: '1', type: 'subscribe', payload: { query: OCCURRED } }),
      unauthorized,
    ],
    ['a message of no type', async () => ({}), 4400],
  ])('a connection that sends %s is closed with its code', async (_, message, code) => {
    expect(await closing(await message())).toBe(code);
  });

  test('a header of the handshake may have the key, if the payload has no other', async () => {
    const headers = { 'x-api-key': key };
    expect(await closing(init({}), { headers })).toBe(1000);
    expect(await closing(init({ 'x-api-key': await app.key('native') }), { headers })).toBe(unauthorized);
  });

  test('a page of another origin is refused', async () => {
    const { host } = new URL(app.url);
    for (const [origin, code] of [
      ['https://evil.example', 403],
      ['https://app.example', 1000],
      [`http://${host}`, 1000],
    ] as const)
      expect(await closing(init({ 'x-api-key': key }), { headers: { origin } })).toBe(code);
  });

  test('another path or protocol is refused', async () => {
    expect(await closing(null, { url: URL_OF().replace('/graphql', '/elsewhere') })).toBe(404);
    expect(await closing(null, { protocol: 'graphql-ws' }).catch(() => 4406)).toBe(4406);
  });

  test('an upgrade to another protocol is ignored', async () => {
    const headers = {
      connection: 'Upgrade, HTTP2-Settings',
      upgrade: 'h2c',
      'http2-settings': 'AAMAAABkAAQAAP__',
    };
    expect((await http(app.url, '/health/live', { headers })).status).toBe(200);
  });

  test('a subscription that the client completes frees its place', async () => {
    const own = await app.key('native');
    const client = createSocketClient({
      url: URL_OF(),
      webSocketImpl: WebSocket,
      connectionParams: { 'x-api-key': own },
      lazy: false,
      retryAttempts: 0,
      onNonLazyError: () => {},
    });
    for (let round = 0; round < 5; round++) {
      const subscribed = collect((sink) => client.subscribe({ query: OCCURRED }, sinkOf(sink)));
      await begun(subscribed);
      subscribed.close();
    }
    await client.dispose();
  });
});

test('a gateway whose subgraphs are elsewhere joins events over HTTP, until it stops', async () => {
  const other = await startTestApp({ settings: SETTINGS, beside: app, layout: 'split' });
  const id = await draft('Somewhere else');
  const query = 'subscription ($id: ID!) { postChanged(id: $id) { body } }';
  const all = TRANSPORTS.map(([, subscribe]) => subscribe(query, { key, variables: { id }, url: other.url }));
  for (const { results } of all)
    await eventually(async () => expect(results[0]?.data.postChanged.body).toBe('Somewhere else'));
  await other.stop();
  for (const { ended } of all) expect(await ended).toBeDefined();
});
