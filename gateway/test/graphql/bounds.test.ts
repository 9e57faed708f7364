import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { http, startTestApp } from '@tributary/test/support';

let app: Awaited<ReturnType<typeof startTestApp>>;
let key: string;

beforeAll(async () => {
  app = await startTestApp({
    settings: {
      GRAPHQL_MAX_CHARACTERS: '2000',
      GRAPHQL_MAX_TOKENS: '200',
      GRAPHQL_MAX_DEPTH: '5',
      GRAPHQL_MAX_ALIASES: '4',
      GRAPHQL_MAX_DIRECTIVES: '3',
      GRAPHQL_MAX_ROOT_FIELDS: '6',
      GRAPHQL_MAX_COST: '60',
    },
  });
  key = await app.key('native');
});
afterAll(() => app.stop());

const ask = (query: string, variables = {}) =>
  http(app.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify({ query, variables }),
  });

const refused = (query: string, variables = {}) =>
  ask(query, variables).then(({ status, json }) => ({ status, error: json.errors[0], data: json.data }));

test('a response reports the cost of its operation, and the maximum', async () => {
  // Apollo Server executes the document only the first time.
  for (let time = 0; time < 2; time++) {
    const { status, json } = await ask('{ viewer { workspace { name } key { prefix } } }');
    expect(status).toBe(200);
    expect(json.extensions).toEqual({ cost: { requested: 3, maximum: 60 } });
  }
});

test.each([
  [
    'levels of fields',
    5,
    '{ communityPosts(filter: { keyword: "a" }) { edges { node { analysis { signals { name } } } } } }',
  ],
  ['aliases', 4, `{ viewer { ${[1, 2, 3, 4, 5].map((n) => `a${n}: __typename`).join(' ')} } }`],
  [
    'directives',
    3,
    '{ viewer @skip(if: false) { __typename @skip(if: false) @include(if: true) key @skip(if: true) { prefix } } }',
  ],
  ['fields of the root', 6, `{ ${'viewer { __typename } '.repeat(7)} }`],
  ['characters', 2_000, `{ viewer { __typename } } # ${'x'.repeat(2_000)}`],
])('rejects too many %s', async (words, maximum, query) => {
  const { status, error, data } = await refused(query);
  expect({ status, data }).toEqual({ status: 400, data: undefined });
  expect(error).toEqual({
    message: `The operation is too large: at most ${maximum} ${words}.`,
    extensions: { code: 'OPERATION_TOO_LARGE', maximum },
  });
});

test('rejects an operation whose variables make it too costly, and executes it with others', async () => {
  const query =
    'query ($n: Int!) { communityPosts(filter: { keyword: "a" }, first: $n) { nodes { analysis { score } } } }';
  expect((await ask(query, { n: 10 })).json.extensions.cost.requested).toBe(1 + 10 * 2);
  const { status, error } = await refused(query, { n: 100 });
  expect(status).toBe(400);
  expect(error.extensions).toEqual({ code: 'OPERATION_TOO_LARGE', maximum: 60, requested: 201 });
});

test('rejects too many tokens before parsing', async () => {
  const { status, error } = await refused(`{ ${'a '.repeat(300)} }`);
  expect(status).toBe(400);
  expect(error.message).toContain('more that 200 tokens');
});

test('accepts one operation per request', async () => {
  const { status } = await http(app.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-api-key': key },
    body: JSON.stringify([{ query: '{ __typename }' }, { query: '{ __typename }' }]),
  });
  expect(status).toBe(400);
});

test('a long document by GET is rejected like one by POST', async () => {
  const query = `{ viewer { __typename } } # ${'x'.repeat(2_000)}`;
  const { status, json } = await http(app.url, `/graphql?query=${encodeURIComponent(query)}`, { key });
  expect(status).toBe(400);
  expect(json.errors[0].extensions.code).toBe('OPERATION_TOO_LARGE');
});

test('error messages reveal no names of the schema to callers who may not introspect it', async () => {
  const closed = await startTestApp({ settings: { INTROSPECTION: 'off' } });
  try {
    const { json } = await http(
      closed.url,
      `/graphql?query=${encodeURIComponent('{ viewerr { key { prefx } } }')}`,
    );
    expect(json.errors[0].message).not.toContain('Did you mean');
  } finally {
    await closed.stop();
  }
});
