import { readFileSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { PRINCIPAL_HEADER } from '@tributary/kit/host';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { http } from '@tributary/test/support';
import { type Router, readRouterFile, startRouter, withFileSettings } from '../../src/router/index.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

const read = (text: string, env: Record<string, string> = {}) =>
  readRouterFile('router.yaml', text, (name) => env[name]);

/** Returns the lines of the error of an invalid file. */
function problemsOf(text: string, env?: Record<string, string>): string[] {
  try {
    read(text, env);
  } catch (error) {
    return (error as Error).message.split('\n').slice(1);
  }
  return [];
}

describe('a file is refused with lines and columns', () => {
  test.each([
    [
      'a misspelt name',
      'allSubgraphs:\n  timeoutMS: 5',
      '2:3: `timeoutMS` is not known here. Did you mean `timeoutMs`?',
    ],
    [
      'an unknown name',
      'cors:\n  zebra: 1',
      '2:3: `zebra` is not known here. Known here: allowHeaders, credentials,',
    ],
    [
      'a value out of range',
      'allSubgraphs:\n  retries: 99',
      '2:12: `retries` must be a number from 0 to 10.',
    ],
    ['a value of another type', 'cors:\n  credentials: maybe', '2:16: `credentials` must be true or false.'],
    [
      'a number where text is expected',
      'allSubgraphs:\n  requestHeaders:\n    - insert: a\n      value: 1',
      '4:14: `value` must be text',
    ],
    ['a missing member', 'allSubgraphs:\n  breaker:\n    failures: 3', '3:5: `pauseMs` is missing.'],
    [
      'a setting that is not valid',
      'settings:\n  INTROSPECTION: maybe',
      '2:18: `INTROSPECTION` must be one of open, key, off.',
    ],
    [
      'a misspelt setting',
      'settings:\n  GRAPHQL_MAX_DEPHT: 3',
      '2:3: `GRAPHQL_MAX_DEPHT` is not known here. Did you mean `GRAPHQL_MAX_DEPTH`?',
    ],
    [
      'a rule without an action',
      'allSubgraphs:\n  requestHeaders:\n    - as: b',
      '3:7: A rule needs one of propagate,',
    ],
    [
      'a rule with two actions',
      'allSubgraphs:\n  requestHeaders:\n    - propagate: a\n      remove: b',
      '4:7: A rule does one thing: `propagate` or `remove`.',
    ],
    [
      'a member without a meaning',
      'allSubgraphs:\n  requestHeaders:\n    - remove: a\n      value: b',
      '4:7: `value` has no meaning beside `remove`.',
    ],
    [
      'an insertion without a value',
      'subgraphs:\n  a:\n    requestHeaders: [{ insert: b }]',
      '3:22: `insert` needs `value`.',
    ],
    [
      'a reserved header',
      'allSubgraphs:\n  requestHeaders:\n    - propagate: Content-Length',
      '3:18: The header `Content-Length` belongs to the router',
    ],
    [
      'an invalid pattern',
      'allSubgraphs:\n  requestHeaders:\n    - propagateMatching: "x-("',
      '3:26: `x-(` is not a regular expression.',
    ],
    [
      'credentials from anywhere',
      "cors:\n  credentials: true\n  origins: ['*']",
      '3:13: Browsers accept no credentials from any origin',
    ],
    ['text that is not YAML', 'cors:\n  origins: [', '2:13: '],
    ['the same name twice', 'cors: {}\ncors: {}', '2:1: Map keys must be unique'],
    [
      'a variable that is not set',
      `allSubgraphs:\n  timeoutMs: \${env.NOPE}`,
      '2:14: The environment variable NOPE is not set.',
    ],
    ['something else in braces', `cors:\n  origins: ["\${NOPE}"]`, 'NOPE}` is no variable.'],
  ])('%s', (_, text, problem) => {
    const problems = problemsOf(text);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^router\.yaml:\d+:\d+: \S/);
    expect(problems[0]).toContain(problem);
  });

  test('every problem is listed, in the order of the file', () => {
    const problems = problemsOf('cors:\n  zebra: 1\nallSubgraphs:\n  retries: x\n  timeoutMs: 0');
    expect(problems.map((line) => line.split(' ')[0])).toEqual([
      'router.yaml:2:3:',
      'router.yaml:4:12:',
      'router.yaml:5:14:',
    ]);
  });

  test('a subgraph that the supergraph does not have', () => {
    const file = read('subgraphs:\n  acounts: {}');
    expect(() => file.checkSubgraphs(['accounts', 'reviews'])).toThrow(
      'router.yaml:2:3: `acounts` is not known here. Did you mean `accounts`?',
    );
  });
});

describe('variables', () => {
  test('are replaced, with defaults, and converted to what the member wants', () => {
    const text = `
      cors: { credentials: "\${env.CREDENTIALS}", origins: ["https://\${env.HOST:-localhost}"] }
      allSubgraphs:
        timeoutMs: \${env.TIMEOUT}
        requestHeaders: [{ insert: x-key, value: "\${env.KEY}-$\${env.KEY}" }]`;
    expect(read(text, { CREDENTIALS: 'true', TIMEOUT: '250', KEY: '7' }).values).toEqual({
      cors: { credentials: true, origins: ['https://localhost'] },
      allSubgraphs: { timeoutMs: 250, requestHeaders: [{ insert: 'x-key', value: `7-\${env.KEY}` }] },
    });
  });

  test('cannot add structure to the file', () => {
    const { values } = read(`subgraphs: { a: { url: "\${env.URL}" } }`, {
      URL: 'http://x", retries: 3, b: "',
    });
    expect(Object.keys(values.subgraphs!['a']!)).toEqual(['url']);
  });

  test('JSON is accepted as well', () => {
    expect(read('{"allSubgraphs": {"retries": 2}}').values).toEqual({ allSubgraphs: { retries: 2 } });
  });
});

test('the example of the documentation is valid', () => {
  const docs = readFileSync(new URL('../../../docs/router.md', import.meta.url), 'utf8');
  const [, example] = /```yaml\n(.*?)```/s.exec(docs)!;
  expect(problemsOf(example!, { REVIEWS_URL: 'http://127.0.0.1:1/', INTERNAL_TOKEN: 'x' })).toEqual([]);
});

describe('a router with a file', () => {
  let shop: ShopServers;
  let router: Router;

  const FILE = `
allSubgraphs:
  maxResponseBytes: 20000
  requestHeaders:
    - propagate: Authorization
    - propagate: traceparent
    - propagate: x-user
      as: x-person
      default: nobody
    - propagateMatching: 'x-tenant-.*'
    - propagateMatching: '.*'
    - removeMatching: 'x-debug.*|accept-language|user-agent|origin'
    - remove: cookie
    - propagateCookies: [theme]
    - insert: x-from
      value: router
  responseHeaders:
    - propagate: cache-control
      combine: strictest
    - propagate: set-cookie
      combine: append
    - propagate: x-served-by
      combine: first
subgraphs:
  products:
    breaker: { failures: 2, pauseMs: 60000 }
    retries: 0
  reviews:
    url: \${env.REVIEWS_URL}
    timeoutMs: 100
    retries: 2
    requestHeaders:
      - rename: x-from
        to: x-sender
      - remove: authorization
cors:
  origins: [https://app.test]
  originsMatching: ['https://[a-z]+\\.preview\\.test']
  credentials: true
  exposeHeaders: [x-served-by]
settings:
  GRAPHQL_MAX_DEPTH: 8
`;

  beforeAll(async () => {
    shop = await startShopServers();
    const reviews = shop.urls.get('reviews')!;
    const file = readRouterFile('router.yaml', FILE, () => reviews);
    const environment = testConfig({ GRAPHQL_MAX_DEPTH: '12', CORS_ORIGINS: 'https://other.test' });
    router = await startRouter(withFileSettings(environment, file), silentLog, {
      // The file's URL of reviews replaces this one.
      supergraphSdl: shop.supergraphSdl.replace(reviews, 'http://127.0.0.1:1/'),
      plain: true,
      file,
    });
  });
  afterEach(() => shop.reset());
  afterAll(async () => {
    await router.stop();
    await shop.stop();
  });

  const post = (query: string, headers: Record<string, string> = {}) =>
    http(router.url, '/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ query }),
    });
  const sentTo = (service: string) => shop.received.filter((each) => each.service === service);

  test('propagates, renames, inserts and removes headers', async () => {
    await post('{ me { name reviews { body } } }', {
      authorization: 'Bearer secret',
      traceparent: '00-1-2-01',
      'x-user': 'ada',
      'x-tenant-id': '7',
      'x-debug-all': 'yes',
      cookie: 'session=1; theme=dark',
      [PRINCIPAL_HEADER]: 'forged',
    });
    expect(sentTo('accounts')[0]!.headers).toMatchObject({
      authorization: 'Bearer secret',
      traceparent: '00-1-2-01',
      'x-person': 'ada',
      'x-tenant-id': '7',
      cookie: 'theme=dark',
      'x-from': 'router',
      'content-type': 'application/json',
    });
    expect(sentTo('accounts')[0]!.headers).not.toHaveProperty('x-debug-all');
    const { headers } = sentTo('reviews')[0]!;
    expect(headers).toMatchObject({ 'x-sender': 'router', 'x-person': 'ada' });
    expect(headers).not.toHaveProperty('authorization');
    expect(headers).not.toHaveProperty('x-from');
  });

  test('sends the default of a header that the client has not sent, and never a reserved one', async () => {
    await post('{ me { name } }', { [PRINCIPAL_HEADER]: 'forged' });
    const { headers } = sentTo('accounts')[0]!;
    expect(headers['x-person']).toBe('nobody');
    expect(headers).not.toHaveProperty(PRINCIPAL_HEADER);
    expect(headers.host).toBe(new URL(shop.urls.get('accounts')!).host);
  });

  test('returns headers of subgraphs, and the strictest cache-control', async () => {
    shop.responseHeaders.set('accounts', {
      'cache-control': 'public, max-age=60',
      'set-cookie': ['a=1', 'b=2'],
      'x-served-by': 'one',
      'x-secret': 'kept',
    });
    shop.responseHeaders.set('reviews', {
      'cache-control': 'private, max-age=30',
      'set-cookie': 'c=3',
      'x-served-by': 'two',
    });
    const both = await fetch(`${router.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ me { name reviews { body } } }' }),
    });
    expect(both.headers.get('cache-control')).toBe('private, max-age=30');
    expect(both.headers.getSetCookie()).toEqual(['a=1', 'b=2', 'c=3']);
    expect(both.headers.get('x-served-by')).toBe('one');
    expect(both.headers.get('x-secret')).toBeNull();
    shop.responseHeaders.delete('reviews');
    expect((await post('{ me { name } }')).headers['cache-control']).toBe('public, max-age=60');
    expect((await post('{ me { name reviews { body } } }')).headers['cache-control']).toBe('no-store');
  });

  test('lets no client cache a response with errors', async () => {
    shop.responseHeaders.set('accounts', { 'cache-control': 'public, max-age=60' });
    shop.answer = (response, { service }) => {
      if (service !== 'reviews') return false;
      response.writeHead(200, { 'cache-control': 'public, max-age=60' });
      response.end('{"data":{"_entities":[null]},"errors":[{"message":"no"}]}');
      return true;
    };
    const { headers, json } = await post('{ me { name reviews { body } } }');
    expect(json.errors[0].message).toBe('no');
    expect(headers['cache-control']).toBe('no-store');
  });

  test('gives up a subgraph that has not completed its response in time', async () => {
    shop.answer = (response, { service }) => {
      if (service !== 'reviews') return false;
      response.writeHead(200).write('{"data":');
      return true;
    };
    const { json } = await post('{ me { name reviews { body } } }');
    expect(json.data).toEqual({ me: { name: 'Name 1', reviews: null } });
    expect(json.errors[0]).toMatchObject({
      message: 'The subgraph reviews did not respond in time.',
      extensions: { code: 'UPSTREAM_TIMEOUT' },
    });
  });

  test('retries queries that a subgraph is not available for', async () => {
    shop.answer = (response, { service }) => {
      if (service !== 'reviews' || sentTo('reviews').length > 2) return false;
      response.writeHead(503).end();
      return true;
    };
    const { json } = await post('{ me { reviews { body } } }');
    expect(json.errors).toBeUndefined();
    expect(sentTo('reviews')).toHaveLength(3);
  });

  test('refuses a response that is larger than allowed', async () => {
    shop.answer = (response, { service }) => {
      if (service !== 'accounts') return false;
      response.end(JSON.stringify({ data: { me: { name: 'x'.repeat(30_000) } } }));
      return true;
    };
    const { json } = await post('{ me { name } }');
    expect(json.errors[0].message).toBe(
      'The subgraph accounts returned more than 20 KiB, which is not read.',
    );
  });

  test.each([
    ['a status without a body', 500, ''],
    ['a status with another body', 503, '<html>'],
    [
      'an error that names a status',
      200,
      '{"data":null,"errors":[{"message":"Away.","extensions":{"http":{"status":500}}}]}',
    ],
  ])('responds with 200 and partial data to %s of a subgraph', async (_, status, body) => {
    shop.answer = (response, { service }) => {
      if (service !== 'inventory') return false;
      response.writeHead(status, { 'content-type': 'application/json' }).end(body);
      return true;
    };
    const answer = await post('{ topProducts(first: 1) { name inStock } }');
    expect(answer.status).toBe(200);
    expect(answer.json.data.topProducts).toEqual([{ name: 'Product 1', inStock: null }]);
    expect(answer.json.errors[0].extensions.http).toBeUndefined();
    if (body === '') expect(answer.json.errors[0].extensions.status).toBe(500);
  });

  test('stops calling a subgraph that fails repeatedly', async () => {
    shop.answer = (response, { service }) => {
      if (service !== 'products') return false;
      response.writeHead(500).end();
      return true;
    };
    const isOpen = async () =>
      /tributary_router_breaker_open\{subgraph="products"\} (\d)/.exec(
        (await http(router.url, '/metrics')).text,
      )?.[1];
    expect(await isOpen()).toBe('0');
    for (let time = 0; time < 3; time++) await post('{ topProducts { name } }');
    expect(sentTo('products')).toHaveLength(2);
    const { json } = await post('{ topProducts { name } }');
    expect(json.errors[0].message).toBe(
      'The subgraph products has failed repeatedly and is not called for now.',
    );
    expect(await isOpen()).toBe('1');
  });

  test('lets pages of its own origins call it, not those of the environment', async () => {
    const allowed = async (origin: string) => {
      const { headers } = await post('{ __typename }', { origin });
      return [headers['access-control-allow-origin'], headers['access-control-allow-credentials']];
    };
    expect(await allowed('https://app.test')).toEqual(['https://app.test', 'true']);
    expect(await allowed('https://pr.preview.test')).toEqual(['https://pr.preview.test', 'true']);
    expect((await allowed('https://pr.preview.test.evil.test'))[0]).toBeUndefined();
    expect((await allowed('https://other.test'))[0]).toBeUndefined();
  });

  test('has the settings of the file, which win over the environment', async () => {
    const deep = `{ users { ${'reviews { product { '.repeat(4)} upc ${'} }'.repeat(4)} } }`;
    expect((await post(deep)).json.errors[0].message).toMatch(/8 levels of fields/);
  });
});
