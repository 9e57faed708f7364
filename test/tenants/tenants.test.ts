import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { http, startTestApp, type TestApp } from '@tributary/test/support';
import { mastodon } from '../upstreams/publishing/index.ts';
import { startStandIn } from '../upstreams/stand-in.ts';
import { argumentsOf, enumNames, type Operation, operations, textOf } from './operations.ts';
import { BY_TYPE, COMPANIONS, NAMELESS, type Own, PARENTS, PLACES, PLAIN, SAMPLES } from './places.ts';
import { type RestCall, restCalls, sendCall } from './routes.ts';
import {
  FINDERS,
  fill,
  fillCatalogue,
  importXPosts,
  type Kind,
  pay,
  rest,
  scrambled,
  type Workspace,
} from './workspace.ts';

const OPERATIONS = operations();
const isCursor = (path: string) => path.split('.').at(-1) === 'after';
const placesOf = (operation: Operation) =>
  operation.leaves.map(({ path }) => path).filter((path) => PLACES[`${operation.name}.${path}`]);

let standIn: Awaited<ReturnType<typeof startStandIn>>;
let app: TestApp;
let ours: Workspace;
let theirs: Workspace;
/** The values that identify each workspace's objects. */
let own: Record<Kind, string | number>;
let foreign: Record<Kind, string | number>;
/** Every text that one workspace's users can see and the other's cannot. */
let secrets: string[];
let before: string[];
let routes: RestCall[];
/** Lists without a second page, and therefore without a cursor. */
const pageless: string[] = [];

beforeAll(async () => {
  standIn = await startStandIn(mastodon());
  const settings = {
    PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true',
    WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true',
    GRAPHQL_MAX_COST: '1000000000',
    GRAPHQL_MAX_ALIASES: '100000',
  };
  app = await startTestApp({ settings });
  // Numbers of accounts that occur nowhere else in a response.
  await app.database.database.pool.query(
    'alter table posts.x_accounts alter column id restart with 84751001',
  );
  theirs = await fill(app, app.otherId, 'quokka', standIn.url);
  await fillCatalogue(theirs);
  await importXPosts(theirs, 'quokka');
  ours = await fill(app, app.workspaceId, 'wombat', standIn.url);
  await importXPosts(ours, 'wombat');
  await Promise.all([pay(ours), pay(theirs)]);
  foreign = await valuesOf(theirs);
  own = await valuesOf(ours);
  before = await dump(theirs);
  // Names of platforms and engines belong to no workspace, even if only one shows them.
  const open = new Set([...(await dump(ours)), 'embedded', ...enumNames()]);
  secrets = before.filter((text) => !open.has(text));
  routes = await restCalls(app.url);
}, 240_000);
// A key may send 600 requests a minute, and this file sends more on a fast machine.
beforeEach(() => app.database.database.pool.query('truncate limits.windows'));
afterAll(async () => {
  await app.stop();
  await standIn.stop();
});

async function valuesOf(workspace: Workspace) {
  const values = {} as Record<Kind, string | number>;
  for (const [kind, find] of Object.entries(FINDERS) as [Kind, (typeof FINDERS)[Kind]][])
    values[kind] = await find(workspace);
  return values;
}

/** Collects every text that a workspace's users can read without passing an id. */
async function dump(workspace: Workspace): Promise<string[]> {
  const texts = new Set<string>();
  for (const operation of OPERATIONS.filter(({ type }) => type === 'Query')) {
    // What both workspaces have sent has one hash and the coordinates of one schema.
    if (/creatorBalance|viewer|clientUsage/.test(operation.name)) continue;
    const args = argumentsOf(operation, [], fillWith(operation, {}, null, null));
    const { data } = await workspace.ask(
      textOf(operation, Object.keys(args), (inner) => inner),
      args,
    );
    for (const text of textsIn(data)) texts.add(text);
  }
  return [...texts];
}

function textsIn(value: unknown): string[] {
  if (typeof value === 'string')
    return value.length < 6 || /^\d{4}-\d\d-\d\dT|^[A-Z]\w+$/.test(value) ? [] : [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

function fillWith({ name }: Operation, values: Own, place: string | null, value: unknown) {
  return (path: string, type: string) => {
    if (path === place) return value;
    const full = `${name}.${path}`;
    const kind = PLACES[full];
    return (kind && values[kind]) ?? SAMPLES[full] ?? BY_TYPE[type];
  };
}

/** Calls an operation with a value at one place, and the caller's own objects everywhere else. */
async function call(
  workspace: Workspace,
  values: Own,
  operation: Operation,
  place: string | null,
  value: unknown,
) {
  const args = argumentsOf(
    operation,
    [place, COMPANIONS[`${operation.name}.${place}`]],
    fillWith(operation, values, place, value),
  );
  const text = textOf(operation, Object.keys(args), (inner) => PARENTS[operation.type]!(inner, values));
  return workspace.ask(text, args);
}

function withoutSent(answer: unknown, sent: unknown): string {
  const name = String(sent);
  const text = JSON.stringify(answer);
  if (name === '') return text;
  return (
    text
      .replaceAll(name, '<sent>')
      .replaceAll(name.toLowerCase(), '<sent>')
      // The id of an object that consists of its name only.
      .replaceAll(Buffer.from(name).toString('base64url'), '<sent>')
  );
}

/** Removes from a response what differs between requests, and the values that were sent. */
function normal(answer: unknown, sent: unknown): string {
  return withoutSent(answer, sent)
    .replace(
      /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|\b[a-z]+_[\w-]{8,}(?:<sent>)?/g,
      '<id>',
    )
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>');
}

function expectNothingOfTheirs(answer: unknown, sent: unknown): void {
  const text = withoutSent(answer, sent);
  expect(text).not.toMatch(/GRAPHQL_VALIDATION_FAILED|BAD_USER_INPUT|OPERATION_TOO_LARGE/);
  expect(secrets.filter((secret) => text.includes(JSON.stringify(secret)))).toEqual([]);
}

describe('coverage', () => {
  test('every argument of the graph is listed as identifying an object or as plain', () => {
    const unknown = OPERATIONS.flatMap(({ name, leaves }) =>
      leaves
        .filter(({ path, type }) => !(NAMELESS.has(type) || isCursor(path)))
        .map(({ path }) => `${name}.${path}`)
        .filter((full) => !(PLACES[full] || PLAIN.some((plain) => plain.test(full)))),
    );
    expect(unknown).toEqual([]);
    const all = new Set(
      OPERATIONS.flatMap(({ name, leaves }) => leaves.map(({ path }) => `${name}.${path}`)),
    );
    expect(Object.keys(PLACES).filter((place) => !all.has(place))).toEqual([]);
  });

  test('every field with arguments is called', () => {
    expect(OPERATIONS.map(({ type }) => type).filter((type) => !PARENTS[type])).toEqual([]);
  });

  test('every parameter of the REST APIs is listed as identifying an object or as plain', () => {
    expect(routes.flatMap(({ unknown }) => unknown)).toEqual([]);
  });

  test('both workspaces have visible data', () => {
    expect(secrets.length).toBeGreaterThan(30);
    expect(secrets.some((text) => text.includes('quokka'))).toBe(true);
  });
});

describe('over GraphQL', () => {
  test.each(OPERATIONS.map((operation) => [operation.name, operation] as const))(
    '%s',
    async (_, operation) => {
      const plain = await call(ours, own, operation, null, null);
      expectNothingOfTheirs(plain, '');
      for (const place of placesOf(operation)) {
        const value = foreign[PLACES[`${operation.name}.${place}`]!];
        const none = scrambled(value);
        const answer = await call(ours, own, operation, place, value);
        expectNothingOfTheirs(answer, value);
        const missing = await call(ours, own, operation, place, none);
        expect({ place, answer: normal(answer, value) }).toEqual({ place, answer: normal(missing, none) });
      }
      for (const { path } of operation.leaves.filter(({ path }) => isCursor(path))) {
        const first = await call(theirs, foreign, operation, null, null);
        const cursor = /"PageInfo_endCursor":"([^"]+)"/.exec(JSON.stringify(first))?.[1];
        if (!cursor) {
          pageless.push(operation.name);
          continue;
        }
        const answer = await call(ours, own, operation, path, cursor);
        expectNothingOfTheirs(answer, cursor);
        expect(JSON.stringify(answer)).not.toContain('"INTERNAL"');
      }
    },
  );
});

describe('over REST', () => {
  test('no data leaks, and a rejected id gets the response for a missing one', async () => {
    for (const route of routes) {
      for (const { name, kind } of [{ name: '', kind: null }, ...route.places]) {
        const label = `${route.method} ${route.path} ${name}`;
        const value = kind === null ? '' : kind === 'cursor' ? await cursorOf(route) : foreign[kind];
        const answer = await sendCall(ours, own, route, name, value);
        expectNothingOfTheirs({ label, json: answer.json ?? answer.text }, value);
        expect([label, answer.status]).not.toEqual([label, 500]);
        if (kind === null || kind === 'cursor') continue;
        const none = scrambled(value);
        const missing = await sendCall(ours, own, route, name, none);
        expect([label, answer.status, normal(answer.text, value)]).toEqual([
          label,
          missing.status,
          normal(missing.text, none),
        ]);
      }
    }
  }, 120_000);

  test.each(['posts', 'mentions', 'snapshots', 'creators'])('an export of %s', async (list) => {
    const read = async ({ key }: Workspace, query = '') =>
      (await http(app.url, `/v1/export/${list}.ndjson${query}`, { key })).text;
    const theirRows = await read(theirs);
    expect(theirRows).toContain('quokka');
    const { cursor } = JSON.parse(theirRows.split('\n')[0]!);
    for (const query of ['', `?after=${cursor}`]) expectNothingOfTheirs(await read(ours, query), cursor);
  });

  /** Reads a cursor of the other workspace from a route's first page. */
  async function cursorOf(route: RestCall): Promise<string> {
    const { json } = await sendCall(theirs, foreign, route, 'limit', 1);
    const cursor = /"(?:next_)?cursor":"([^"]+)"/.exec(JSON.stringify(json))?.[1];
    expect([route.path, typeof cursor]).toEqual([route.path, 'string']);
    return cursor!;
  }

  test('another workspace’s Idempotency-Key is unused in this one', async () => {
    const send = (workspace: Workspace, account: string | number) =>
      rest(
        workspace,
        'POST',
        '/social-crm/v1/posts',
        { body: 'the same', account_ids: [account] },
        { 'idempotency-key': 'the-same' },
      );
    const first = await send(theirs, foreign.account);
    const second = await send(ours, await FINDERS.account(ours));
    expect([first.status, second.status, second.headers['idempotent-replayed']]).toEqual([
      201,
      201,
      undefined,
    ]);
    expectNothingOfTheirs(second.json, '');
  });
});

describe('afterwards', () => {
  test('every list had a cursor of the other workspace, except lists without a second page', () => {
    expect(pageless).toEqual(['Creator.mentions', 'TrendingTopic.mentions']);
  });

  test('the other workspace’s data is unchanged', async () => {
    const now = new Set(await dump(theirs));
    expect(before.filter((text) => !now.has(text))).toEqual([]);
  });

  test('every requested object exists for its own workspace', async () => {
    const alike: string[] = [];
    for (const operation of OPERATIONS.filter(({ kind }) => kind === 'query'))
      for (const place of placesOf(operation)) {
        const value = foreign[PLACES[`${operation.name}.${place}`]!];
        const none = scrambled(value);
        const answer = await call(theirs, foreign, operation, place, value);
        const there = normal(answer, value);
        if (answer.errors) alike.push(JSON.stringify(answer.errors).slice(0, 300));
        if (there === normal(await call(theirs, foreign, operation, place, none), none))
          alike.push(`${operation.name}.${place}`);
      }
    expect(alike).toEqual([]);
  });
});
