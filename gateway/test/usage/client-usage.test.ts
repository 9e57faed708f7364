import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { usageSubgraph } from '@tributary/gateway/usage';
import { openServices, TEST_SECRETS_KEY } from '@tributary/kit/testing';
import { apiSdl, supergraphSdl } from '@tributary/schema';
import { eventually as ev, http, runCommand, startTestApp, type TestApp } from '@tributary/test/support';
import { parse } from 'graphql';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

let app: TestApp;
let ours: string;
let theirs: string;
/** Keys that may read usage, of both workspaces. */
let reading: { readonly ours: string; readonly theirs: string };
let folder: string;
const eventually = <R>(f: () => Promise<R>) => ev(f, 5);

beforeAll(async () => {
  app = await startTestApp();
  ours = await app.key('native');
  theirs = await app.key('native', { workspaceId: app.otherId });
  const options = { scopes: ['workspace:admin'] };
  reading = {
    ours: await app.key('native', options),
    theirs: await app.key('native', { ...options, workspaceId: app.otherId }),
  };
  folder = await mkdtemp(join(tmpdir(), 'tributary-usage-'));
});
afterAll(async () => {
  await app.stop();
  await rm(folder, { recursive: true });
});

interface Sent {
  readonly key?: string;
  readonly headers?: Record<string, string>;
  readonly variables?: object;
  readonly operationName?: string;
}

async function send(query: string, { key = ours, headers, variables, operationName }: Sent = {}) {
  const { json } = await http(app.url, '/graphql', {
    method: 'POST',
    key,
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query, variables, operationName }),
  });
  return json;
}

/** Headers of Apollo's clients. */
const client = (name: string, version = '1') => ({
  'apollographql-client-name': name,
  'apollographql-client-version': version,
});

interface Listed {
  client: string | null;
  version: string | null;
  operationName: string | null;
  signature: string;
  requests: number;
  failures: number;
  coordinates: string[];
}

/** Lists what a workspace sees of one client. */
async function usageOf(name: string, of: 'ours' | 'theirs' = 'ours'): Promise<Listed[]> {
  const { data } = await app.graphql(
    '{ clientUsage(first: 500) { client version operationName signature requests failures coordinates } }',
    {},
    reading[of],
  );
  return data.clientUsage.filter((each: Listed) => each.client === name);
}

describe('the usage of a client', () => {
  test('has its operations with their counts, failures and coordinates', async () => {
    const headers = client('web', '2.1');
    const query = `query Found($filter: CommunityPostFilter) {
      posts: communityPosts(filter: $filter, first: 3, sort: DATE) { nodes { ...Part } }
    }
    fragment Part on CommunityPost { title @include(if: true) url }`;
    await send(query, { headers, variables: { filter: { keyword: 'a secret word' } } });
    await send(query, { headers, variables: { filter: { keyword: 'other' } } });
    await send('query Missing { mentions(datasetIds: ["nope"]) { totalCount } }', { headers });
    await eventually(async () => {
      const [found, missing, ...more] = await usageOf('web');
      expect(more).toEqual([]);
      expect(found).toMatchObject({ version: '2.1', operationName: 'Found', requests: 2, failures: 0 });
      expect(found!.coordinates).toEqual(
        expect.arrayContaining([
          '@include',
          '@include.if',
          'CommunityPost',
          'CommunityPost.title',
          'CommunityPostConnection.nodes',
          'CommunityPostFilter',
          'Query.communityPosts',
          'Query.communityPosts.first',
          'Query.communityPosts.sort',
        ]),
      );
      expect(missing).toMatchObject({ operationName: 'Missing', requests: 1, failures: 1 });
    });
  });

  test('counts operations that differ in literals, aliases and order as one', async () => {
    const headers = client('norm');
    await send('{ communityPosts(filter: { keyword: "one" }) { totalCount nodes { id } } }', { headers });
    await send('{ a: communityPosts(filter: { keyword: "two" }) { nodes { id } totalCount } }', { headers });
    await eventually(async () =>
      expect(await usageOf('norm')).toMatchObject([{ requests: 2, operationName: null }]),
    );
  });

  test('has only the operation of a document that was executed', async () => {
    const headers = client('several');
    const query = 'query A { viewer { scopes } } query B { viewer { workspace { name } } }';
    await send(query, { headers, operationName: 'B' });
    await eventually(async () => {
      const [used] = await usageOf('several');
      expect(used).toMatchObject({ operationName: 'B' });
      expect(used!.coordinates).toEqual(['Query.viewer', 'Viewer.workspace', 'Workspace.name']);
    });
  });

  test('has the names of other clients’ headers, shortened and without control characters', async () => {
    await send('{ viewer { scopes } }', { headers: { 'graphql-client-name': ` ${'n'.repeat(300)}\t` } });
    await eventually(async () => expect(await usageOf('n'.repeat(100))).toHaveLength(1));
  });

  test('has no values, and no operation that was not executed', async () => {
    const headers = client('quiet');
    await send('{ nonsense }', { headers });
    await send('{ viewer { scopes } }', { headers });
    await eventually(async () => expect(await usageOf('quiet')).toHaveLength(1));
    const { rows } = await app.database.database.pool.query(
      `select (select json_agg(o) from usage.operations o)::text || (select json_agg(c) from usage.counts c)::text as all`,
    );
    expect(rows[0].all).toContain('CommunityPost.title');
    expect(rows[0].all).not.toMatch(/secret word|nope|nonsense/);
  });

  test('is that of the own workspace only', async () => {
    await send('{ viewer { scopes } }', { headers: client('private') });
    await send('{ viewer { scopes } }', { headers: client('foreign'), key: theirs });
    await eventually(async () => {
      expect(await usageOf('private')).toHaveLength(1);
      expect(await usageOf('foreign', 'theirs')).toHaveLength(1);
    });
    expect(await usageOf('private', 'theirs')).toEqual([]);
    expect(await usageOf('foreign')).toEqual([]);
  });

  test('needs the scope of administration, and a page of 1 to 500 rows', async () => {
    const key = await app.key('native', { scopes: ['community:read'] });
    const { data, errors } = await app.graphql('{ clientUsage { requests } }', {}, key);
    expect(data).toEqual({ clientUsage: null });
    expect(errors![0]!.extensions).toMatchObject({ code: 'FORBIDDEN_SCOPE' });
    const wrong = await app.graphql('{ clientUsage(first: 501) { requests } }', {}, reading.ours);
    expect(wrong.errors![0]!.message).toBe('`first` must be from 1 to 500, got 501.');
  });

  test('can be limited to the time since an hour', async () => {
    await send('{ viewer { scopes } }', { headers: client('timed') });
    await eventually(async () => expect(await usageOf('timed')).toHaveLength(1));
    const since = new Date(Date.now() + HOUR).toISOString();
    const { data } = await app.graphql(`{ clientUsage(since: "${since}") { client } }`, {}, reading.ours);
    expect(data).toEqual({ clientUsage: [] });
  });
});

test('usage is deleted after 30 days', async () => {
  const { pool } = app.database.database;
  const insert = (client: string, age: number) =>
    pool.query(
      `with operation as (insert into usage.operations values ($1, $2, '', '{Query.viewer}', $3))
       insert into usage.counts values ($1, $3, $2, $2, '', 1, 0)`,
      [app.workspaceId, client, new Date(Date.now() - age)],
    );
  await insert('expired', 32 * DAY);
  await insert('current', 29 * DAY);
  const { jobs } = usageSubgraph.open(openServices(app.database));
  const sweep = jobs.find(({ name }) => name === 'usage.sweep')!;
  expect(sweep.schedule).toBe('41 * * * *');
  await sweep.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
  for (const [table, column] of [
    ['operations', 'signature'],
    ['counts', 'client'],
  ]) {
    const { rows } = await pool.query(
      `select ${column} as name from usage.${table} where ${column} in ('expired', 'current')`,
    );
    expect(rows).toEqual([{ name: 'current' }]);
  }
});

/** A node of a schema document. */
interface Named {
  readonly name: { readonly value: string };
  readonly loc: { readonly start: number; readonly end: number };
  readonly fields?: readonly unknown[];
  readonly values?: readonly unknown[];
  readonly arguments?: readonly unknown[];
}

describe('`tributary schema check`', () => {
  beforeAll(async () => {
    const headers = client('checked', '7');
    await send('query Titles { communityPosts(first: 2, sort: DATE) { nodes { title } } }', { headers });
    await send('query Titles { communityPosts(first: 2, sort: DATE) { nodes { title } } }', {
      headers,
      key: theirs,
    });
    await send('query Filtered($f: CommunityPostFilter) { communityPosts(filter: $f) { totalCount } }', {
      headers: client('filtering'),
    });
    await eventually(async () => {
      expect(await usageOf('checked')).toHaveLength(1);
      expect(await usageOf('checked', 'theirs')).toHaveLength(1);
      expect(await usageOf('filtering')).toHaveLength(1);
    });
  });

  async function check(sdl: string, ...args: string[]) {
    const file = join(folder, 'next.graphql');
    await writeFile(file, sdl);
    return runCommand(['schema', 'check', file, ...args], {
      env: { DATABASE_URL: app.database.url, SECRETS_KEY: TEST_SECRETS_KEY },
    });
  }

  /** Returns the present schema without the field, argument or value of a coordinate. */
  function without(coordinate: string): string {
    const sdl = apiSdl();
    let nodes: readonly unknown[] = parse(sdl).definitions;
    let place = { start: 0, end: 0 };
    for (const part of coordinate.split('.')) {
      const node = nodes.find((each) => (each as Named).name.value === part) as Named;
      place = node.loc;
      nodes = node.fields ?? node.values ?? node.arguments ?? [];
    }
    return sdl.slice(0, place.start) + sdl.slice(place.end);
  }
  async function checked(sdl: string, ...args: string[]) {
    const { code, stdout, stderr } = await check(sdl, '--json', ...args);
    expect(stderr).toBe('');
    return { code, ...JSON.parse(stdout) };
  }

  test('names the clients of every workspace that use a removed field, and how often', async () => {
    const { code, safe, breaking } = await checked(without('CommunityPost.title'));
    expect([code, safe]).toEqual([1, false]);
    expect(breaking).toMatchObject([{ path: 'CommunityPost.title', usage: 'used' }]);
    expect(breaking[0].clients).toContainEqual({
      name: 'checked',
      version: '7',
      requests: 2,
      operations: ['Titles'],
    });
    expect(breaking[0].clients.map(({ name }: { name: string }) => name)).not.toContain('filtering');
  });

  test('names those that use an argument, a value of an enum, or a variable that can have it', async () => {
    const argument = await checked(without('Query.communityPosts.sort'));
    expect(argument.breaking).toMatchObject([{ path: 'Query.communityPosts.sort', usage: 'used' }]);
    expect(argument.breaking[0].clients).toMatchObject([{ name: 'checked' }, { name: 'web' }]);
    const value = await checked(without('CommunityPostSort.DATE'));
    expect(value.breaking).toMatchObject([{ path: 'CommunityPostSort.DATE', usage: 'used' }]);
    expect(value.breaking[0].clients).toMatchObject([{ name: 'checked' }, { name: 'web' }]);
    const input = await checked(without('CommunityPostFilter.minScore'));
    expect(input.breaking).toMatchObject([{ path: 'CommunityPostFilter.minScore', usage: 'used' }]);
    expect(input.breaking[0].clients.map(({ name }: { name: string }) => name)).toContain('filtering');
  });

  test('succeeds if no client uses what is removed, or nothing is', async () => {
    const unused = await checked(without('CreatorVideo.pinned'));
    expect(unused).toMatchObject({ code: 0, safe: true });
    expect(unused.breaking).toEqual([
      expect.objectContaining({ path: 'CreatorVideo.pinned', usage: 'unused', clients: [] }),
    ]);
    const same = await check(supergraphSdl());
    expect(same).toMatchObject({ code: 0, stderr: '' });
    expect(same.stdout).toBe('No breaking changes.\nOther changes: 0 dangerous, 0 compatible.\n');
  });

  test('fails if the usage cannot tell', async () => {
    await app.database.database.pool.query(`create schema if not exists kept`);
    const { pool } = app.database.database;
    await pool.query('create table kept.counts as table usage.counts');
    try {
      // Again if the gateway has written what earlier tests sent in the meantime.
      await eventually(async () => {
        await pool.query('truncate usage.counts');
        const { code, breaking, recordedFrom } = await checked(without('CreatorVideo.pinned'));
        expect([code, recordedFrom]).toEqual([1, null]);
        expect(breaking).toMatchObject([{ usage: 'unknown' }]);
      });
    } finally {
      await pool.query('insert into usage.counts table kept.counts on conflict do nothing');
      await pool.query('drop schema kept cascade');
    }
  });

  test('compares with another schema than Tributary’s own', async () => {
    const current = join(folder, 'current.graphql');
    await writeFile(current, 'type Query { viewer: Int communityPosts: Int unused: Int }');
    const { code, stdout } = await check('type Query { viewer: Int }', '--current', current);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /BREAKING Query\.communityPosts: .*\n(?: {2}.*\n)*? {2}checked 7: 2 requests by Titles\n/,
    );
    expect(stdout).toMatch(/BREAKING Query\.unused: .*\n {2}not used\n/);
  });

  test.each([
    ['type Query { posts: Post }', /Unknown type "Post"/],
    ['type Query { posts: Int', /1:24: Syntax Error/],
    ['type Post { id: ID }', /Query root type must be provided/],
    ['type Query { a: A } type A @key(fields: "id") { id: ID }', /tributary compose/],
  ])('says what is wrong with %j', async (sdl, message) => {
    const { code, stderr } = await check(sdl);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test.each([
    ['yesterday', /--since must be a duration such as/],
    ['31d', /--since must be within 30 days/],
    ['2100-01-01T00:00:00Z', /must not be in the future/],
  ])('refuses the period %s', async (since, message) => {
    const { code, stderr } = await check(apiSdl(), '--since', since);
    expect([code, stderr]).toEqual([2, expect.stringMatching(message)]);
  });

  test('says that a file cannot be read', async () => {
    const { code, stderr } = await runCommand(['schema', 'check', join(folder, 'none.graphql')]);
    expect([code, stderr]).toEqual([2, expect.stringContaining('ENOENT')]);
  });
});
