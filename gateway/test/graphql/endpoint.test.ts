import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { http, importPosts, recordStatements, startTestApp, type TestApp } from '@tributary/test/support';

let app: TestApp;
let key: string;

beforeAll(async () => {
  app = await startTestApp();
  key = await app.key('native');
  await importPosts(app.database, app.workspaceId, [
    { url: 'https://example.org/1', title: 'First okapi', body: 'The long body' },
    { url: 'https://example.org/2', title: 'Second okapi' },
  ]);
});
afterAll(() => app.stop());

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (body: unknown, headers: Record<string, string> = {}) =>
  http(app.url, '/graphql', {
    method: 'POST',
    key,
    headers: { ...JSON_TYPE, ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
const NAME = '{ viewer { workspace { name } } }';
const costing = (requested: number) => ({ cost: { requested, maximum: 100_000 } });
const OURS = { viewer: { workspace: { name: 'ours' } } };

describe('a request', () => {
  test('by POST is executed', async () => {
    const { status, json } = await post({ query: NAME });
    expect(status).toBe(200);
    expect(json).toEqual({ data: OURS, extensions: costing(2) });
  });

  test('by GET is executed', async () => {
    const variables = encodeURIComponent(JSON.stringify({ yes: true }));
    const query = encodeURIComponent(
      'query ($yes: Boolean!) { viewer @include(if: $yes) { workspace { name } } }',
    );
    const { status, json } = await http(app.url, `/graphql?query=${query}&variables=${variables}`, { key });
    expect(status).toBe(200);
    expect(json).toEqual({ data: OURS, extensions: costing(2) });
  });

  test('accepts the key as a bearer token', async () => {
    const headers = { ...JSON_TYPE, authorization: `bearer ${key}` };
    const { json } = await http(app.url, '/graphql', {
      method: 'POST',
      headers,
      body: JSON.stringify({ query: NAME }),
    });
    expect(json.data).toEqual(OURS);
  });

  test('accepts variables and an operation name', async () => {
    const query =
      'query A { __typename } query B($filter: CommunityPostFilter) { communityPosts(filter: $filter) { totalCount } }';
    const { json } = await post({
      query,
      operationName: 'B',
      variables: { filter: { keyword: 'first', minScore: 1 } },
    });
    expect(json).toEqual({ data: { communityPosts: { totalCount: 1 } }, extensions: costing(51) });
  });

  test('counts a set up to a bound, at a lower cost than the exact total', async () => {
    const count = async (total: string, skip = '') =>
      (await post({ query: `{ communityPosts(filter: { keyword: "okapi" }${skip}) { ${total} } }` })).json;
    expect(await count('totalCount')).toEqual({
      data: { communityPosts: { totalCount: 2 } },
      extensions: costing(51),
    });
    expect(await count('totalCount totalCountIsExact', ', skip: 1')).toEqual({
      data: { communityPosts: { totalCount: 2, totalCountIsExact: true } },
      extensions: costing(201),
    });
    expect(await count('totalCount(exact: true)')).toEqual({
      data: { communityPosts: { totalCount: 2 } },
      extensions: costing(201),
    });
  });

  test('returns application/graphql-response+json to a client that accepts it', async () => {
    const { headers } = await post({ query: NAME }, { accept: 'application/graphql-response+json' });
    expect(headers['content-type']).toMatch(/^application\/graphql-response\+json/);
  });

  test('reports the remaining requests of the minute in every response to a key', async () => {
    const { headers } = await post({ query: NAME });
    expect(headers['x-ratelimit-limit']).toBe('600');
    expect(Number(headers['x-ratelimit-remaining'])).toBeLessThan(600);
    expect(Number(headers['x-ratelimit-reset']) % 60).toBe(0);
  });
});

describe('a request is refused', () => {
  test('as a batch', async () => {
    const { status, json } = await post([{ query: NAME }, { query: NAME }]);
    expect(status).toBe(400);
    expect(json.errors).toHaveLength(1);
    expect(json).not.toHaveProperty('data');
  });

  test('with a body that is not JSON', async () => {
    const { status, json } = await post('{"query": ');
    expect(status).toBe(400);
    expect(json.errors[0].extensions.code).toBe('INVALID_INPUT');
    expect(JSON.stringify(json)).not.toContain('FST_');
  });

  test('with an empty body', async () => {
    expect((await post('')).status).toBe(400);
  });

  test('with a body of more than 1 MB', async () => {
    const { status, json } = await post({ query: NAME, padding: 'x'.repeat(1_100_000) });
    expect(status).toBe(413);
    expect(json.errors[0].extensions.code).toBe('INVALID_INPUT');
  });

  test.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml'])(
    'with a body of the type %s',
    async (type) => {
      const { status, json } = await post({ query: NAME }, { 'content-type': type });
      expect([400, 415]).toContain(status);
      expect(json.errors).toHaveLength(1);
    },
  );

  test('for a mutation by GET', async () => {
    const query = encodeURIComponent('mutation { deleteTracker(id: "x") { __typename } }');
    const { status, headers } = await http(app.url, `/graphql?query=${query}`, { key });
    expect([status, headers['allow']]).toEqual([405, 'POST']);
  });

  test('for an unknown field', async () => {
    const { status, json } = await post({ query: '{ viewer { shoeSize } }' });
    expect(status).toBe(400);
    expect(json.errors[0]).toMatchObject({
      message: expect.stringContaining('shoeSize'),
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });
    expect(json.errors[0].extensions).not.toHaveProperty('stacktrace');
  });

  test('for a document that is not GraphQL', async () => {
    const { status, json } = await post({ query: '{ viewer {' });
    expect([status, json.errors[0].extensions.code]).toEqual([400, 'GRAPHQL_PARSE_FAILED']);
  });

  test('for a variable of a wrong type', async () => {
    const { json } = await post({
      query: 'query ($id: ID!) { communityPost(id: $id) { id } }',
      variables: { id: {} },
    });
    expect(json.data ?? null).toBeNull();
    expect(json.errors[0]).toMatchObject({
      message: expect.stringContaining('$id'),
      extensions: { code: 'INVALID_INPUT' },
    });
  });

  test('with an unknown key, for any operation', async () => {
    for (const wrong of ['wrong', `tk_live_${'0'.repeat(32)}`]) {
      const { status, json } = await post({ query: '{ __typename }' }, { 'x-api-key': wrong });
      expect(status).toBe(401);
      expect(json.errors[0]).toEqual({
        message: 'The API key is invalid or has been revoked.',
        extensions: { code: 'UNAUTHENTICATED' },
      });
    }
  });

  test('with two different keys, but not with one key twice', async () => {
    const other = await app.key('native');
    expect((await post({ query: NAME }, { authorization: `Bearer ${other}` })).status).toBe(401);
    expect((await post({ query: NAME }, { authorization: `Bearer ${key}` })).status).toBe(200);
  });
});

describe('a list', () => {
  const statements = async (query: string) => {
    // Caches the principal, so that only the operation's own statements are recorded.
    await post({ query: '{ __typename }' });
    const recorded = recordStatements();
    const { json } = await post({ query });
    expect(json.errors).toBeUndefined();
    // A background job may read the table across workspaces at the same time.
    return recorded
      .stop()
      .filter((text) => text.includes('"posts"."community_posts"') && text.includes('"workspace_id" = $'));
  };

  test('is counted only if totalCount is selected', async () => {
    const without = await statements('{ communityPosts { nodes { id } } }');
    expect(without).toHaveLength(1);
    expect(without[0]).not.toContain('count(*)');
    const only = await statements('{ communityPosts { totalCount } }');
    expect(only).toHaveLength(1);
    expect(only[0]).toContain('count(*)');
    const both = await statements('{ communityPosts { totalCount nodes { id } } }');
    expect(both).toHaveLength(1);
    expect(both[0]).toContain('count(*)');
    // An empty page has no row that could carry the count, so it is a separate statement.
    expect(await statements('{ communityPosts(skip: 9000) { totalCount nodes { id } } }')).toHaveLength(2);
  });

  test('reads bodies only if they are selected', async () => {
    const [without] = await statements('{ communityPosts { nodes { title } } }');
    expect(without).not.toContain('"body"');
    const [with_] = await statements('{ communityPosts { edges { node { body } } } }');
    expect(with_).toContain('"body"');
  });
});

describe('GraphiQL', () => {
  const page = () => http(app.url, '/graphql', { headers: { accept: 'text/html,application/xhtml+xml' } });

  test('is served to browsers', async () => {
    const { status, headers, text } = await page();
    expect(status).toBe(200);
    expect(headers['content-type']).toBe('text/html; charset=utf-8');
    expect(text).toMatch(/<title>Tributary<\/title>/i);
  });

  test('loads nothing from other origins', async () => {
    const { text } = await page();
    // Only the elements that load something are checked: the text of inline scripts and styles may
    // contain any URL.
    const markup = text
      .replace(/(<script[^>]*>)[\s\S]*?(<\/script>)/gi, '$1$2')
      .replace(/(<style[^>]*>)[\s\S]*?(<\/style>)/gi, '$1$2');
    const loaded = [
      ...markup.matchAll(/<(?:script|link|img|iframe)\b[^>]*?\b(?:src|href)\s*=\s*["']?([^"'\s>]+)/gi),
    ];
    expect(
      loaded.map(([, address]) => address).filter((address) => !/^(data:|\/(?!\/))/.test(address!)),
    ).toEqual([]);
    expect(text).not.toMatch(/@import\s+(url\()?["']?https?:/i);
  });
});
