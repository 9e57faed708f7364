import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type App, startApp } from '@tributary/gateway';
import { openTestDatabase, silentLog, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { http } from '@tributary/test/support';

const NOW = Date.parse('2031-05-04T10:20:30Z');

let database: TestDatabase;
let app: App;
let key: string;
const operations: string[] = [];

beforeAll(async () => {
  database = await openTestDatabase();
  let ids = 0;
  app = await startApp(testConfig({ DATABASE_URL: database.url }), silentLog, {
    clock: () => NOW,
    newId: () => `00000000-0000-4000-8000-${String(++ids).padStart(12, '0')}`,
    upstreams: (name) =>
      name === 'intelligence'
        ? {
            async execute({ query }) {
              operations.push(query);
              const key = responseKeyOf(query, 'intelligenceQueries');
              return { data: { [key]: { [responseKeyOf(query, 'totalCount')]: 42 } } };
            },
          }
        : undefined,
  });
  const { id } = await app.admin.createWorkspace('ours');
  await app.admin.setPlan(id, 'community-tracker', 'pro');
  ({ key } = await app.admin.createKey(id, { kind: 'native' }));
});
/** Returns the response key of a field, because the planner chooses its own aliases. */
function responseKeyOf(query: string, field: string): string {
  return new RegExp(`(\\w+)\\s*:\\s*${field}\\b`).exec(query)?.[1] ?? field;
}

/** Sends one GraphQL operation. */
async function ask(query: string) {
  const { json } = await http(app.url, '/graphql', {
    method: 'POST',
    key,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });
  return json;
}

afterAll(async () => {
  await app.stop();
  await database.stop();
});

test('a replaced clock determines when limits reset', async () => {
  const { data } = await ask('{ viewer { limits { product resetsAt } } }');
  const { limits } = data.viewer as { limits: { product: string | null; resetsAt: string }[] };
  expect(limits.find(({ product }) => product === null)?.resetsAt).toBe('2031-05-04T10:21:00.000Z');
  expect(limits.find(({ product }) => product === 'COMMUNITY_TRACKER')?.resetsAt).toBe(
    '2031-05-05T00:00:00.000Z',
  );
});

test('replaced ids identify requests, one each', async () => {
  const ids: unknown[] = [];
  for (let count = 0; count < 3; count++)
    ids.push((await http(app.url, '/health/live')).headers['x-request-id']);
  expect(new Set(ids).size).toBe(3);
  for (const id of ids) expect(id).toMatch(/^00000000-0000-4000-8000-\d{12}$/);
});

test('a replaced upstream responds instead of its subgraph; the others respond themselves', async () => {
  const query = '{ intelligenceQueries(first: 1) { totalCount } communityPosts(first: 1) { totalCount } }';
  expect(await ask(query)).toMatchObject({
    data: { intelligenceQueries: { totalCount: 42 }, communityPosts: { totalCount: 0 } },
  });
  expect(operations).toHaveLength(1);
});

test('a gateway whose jobs cannot be prepared does not start, and says which setting is wrong', async () => {
  const config = testConfig({ DATABASE_URL: database.url, ANALYSIS_MODEL_DIR: '/no/such/folder' });
  await expect(startApp(config, silentLog)).rejects.toThrow(
    'ANALYSIS_MODEL_DIR: /no/such/folder has neither model.onnx nor onnx/model.onnx.',
  );
});
