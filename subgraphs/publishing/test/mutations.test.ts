import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { fillWithDemo, importPosts, startTestApp, type TestApp } from '@tributary/test/support';
import { publishing } from '../src/index.ts';

/** Every mutation with valid arguments, its scope, and whether it needs a paid plan. */
const MUTATIONS: readonly [call: string, scope: string, paid: boolean][] = [
  ['createPost(input: { body: "Hello." })', 'posts:write', false],
  ['updatePost(id: "post_0", input: { body: "Hello." })', 'posts:write', false],
  ['deletePost(id: "post_0")', 'posts:write', false],
  ['schedulePost(id: "post_0", scheduledAt: "2100-01-01T00:00:00Z")', 'posts:publish', true],
  ['unschedulePost(id: "post_0")', 'posts:publish', true],
  ['publishPost(id: "post_0")', 'posts:publish', true],
  ['retryPost(id: "post_0")', 'posts:publish', true],
  ['settleTarget(postId: "post_0", accountId: "acct_0", published: true)', 'posts:publish', true],
  ['connectAccount(input: { platform: DEVTO, credentials: [] })', 'posts:publish', false],
  ['disconnectAccount(id: "acct_0")', 'posts:publish', false],
  ['updatePersona(input: { voice: "Short." })', 'posts:write', false],
  ['derivePersona', 'posts:write', false],
  ['requestUpload(input: { filename: "a.png", contentType: "image/png", size: 10 })', 'media:write', true],
  ['confirmUpload(id: "media_0")', 'media:write', true],
  ['deleteMedia(id: "media_0")', 'media:write', true],
  ['rewriteText(text: "buy now", tone: "friendly")', 'ai:generate', true],
  ['composePost(prompt: "launch day")', 'ai:generate', true],
  ['suggestHashtags(text: "launch day")', 'ai:generate', true],
  ['writeThread(text: "launch day")', 'ai:generate', true],
  ['suggestIdeas(topic: "launch day")', 'ai:generate', true],
  ['optimisePost(text: "launch day")', 'ai:generate', true],
];
const SCOPES = ['posts:read', ...new Set(MUTATIONS.map(([, scope]) => scope)), 'insights:read'];

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
  await fillWithDemo(app, publishing, app.workspaceId, new Date());
  await app.app.admin.setPlan(app.otherId, 'social-crm', 'free');
});
afterAll(() => app.stop());

async function ask(query: string, variables: object = {}, key?: string) {
  const { data, errors } = await app.graphql(query, variables, key);
  expect(errors).toBeUndefined();
  return data;
}

test('every mutation has a row in the table of rights', () => {
  const named = MUTATIONS.map(([call]) => /^\w+/.exec(call)![0]);
  expect(named.sort()).toEqual(Object.keys(publishing.schema.getMutationType()!.getFields()).sort());
});

describe.each(MUTATIONS)('%s', (call, scope, paid) => {
  const mutation = `mutation { result: ${call} { __typename } }`;

  test('with every scope but its own is FORBIDDEN_SCOPE, with its own alone it is done', async () => {
    const others = await app.key('social-crm', { scopes: SCOPES.filter((each) => each !== scope) });
    const { errors } = await app.graphql(mutation, {}, others);
    expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
    const own = await app.key('social-crm', { scopes: [scope] });
    expect((await ask(mutation, {}, own)).result.__typename).not.toBe('PlanRequired');
  });

  test(`in a free plan is ${paid ? 'PlanRequired' : 'done'}`, async () => {
    const free = await app.key('social-crm', { workspaceId: app.otherId });
    const { result } = await ask(mutation, {}, free);
    expect(result.__typename === 'PlanRequired').toBe(paid);
  });
});

test('a draft with a time needs the plan and the scope of publishing', async () => {
  const scheduled = `mutation { result: createPost(input: { body: "Soon.", accountIds: ["acct_1"],
    scheduledAt: "${new Date(Date.now() + 3_600_000).toISOString()}" }) {
      __typename ... on PlanRequired { message plan } } }`;
  const free = await app.key('social-crm', { workspaceId: app.otherId });
  expect((await ask(scheduled, {}, free)).result).toEqual({
    __typename: 'PlanRequired',
    message: 'This needs the plan "pro".',
    plan: 'PRO',
  });
  const writer = await app.key('social-crm', { scopes: ['posts:read', 'posts:write'] });
  const { errors } = await app.graphql(scheduled, {}, writer);
  expect(errors).toMatchObject([{ extensions: { code: 'FORBIDDEN_SCOPE' } }]);
});

test('updatePost sets the given members, returns the new state, and keeps the other members', async () => {
  const { updatePost } = await ask(`mutation {
    updatePost(id: "post_124", input: { body: "What would you automate next?" }) {
      __typename ... on PostUpdated { post { id body status targets { account { id } } audit { action } } }
    } }`);
  expect(updatePost).toEqual({
    __typename: 'PostUpdated',
    post: {
      id: 'post_124',
      body: 'What would you automate next?',
      status: 'DRAFT',
      targets: [{ account: { id: 'acct_1' } }],
      audit: [{ action: 'UPDATE' }, ...Array(1).fill({ action: expect.any(String) })],
    },
  });
  const { updatePost: emptied } = await ask(`mutation {
    updatePost(id: "post_124", input: { accountIds: [] }) {
      ... on PostUpdated { post { body targets { account { id } } } }
    } }`);
  expect(emptied.post).toEqual({ body: 'What would you automate next?', targets: [] });
});

test('updatePost of a published post is a conflict, and deletePost succeeds once', async () => {
  const { updatePost } = await ask(
    'mutation { updatePost(id: "post_120", input: { body: "No." }) { ... on Conflict { message } } }',
  );
  expect(updatePost).toEqual({ message: 'A post that is published cannot be changed.' });
  const remove = 'mutation { deletePost(id: "post_120") { __typename ... on PostDeleted { id } } }';
  expect((await ask(remove)).deletePost).toEqual({ __typename: 'PostDeleted', id: 'post_120' });
  expect((await ask('{ post(id: "post_120") { id } }')).post).toBeNull();
  expect((await ask(remove)).deletePost).toEqual({ __typename: 'NotFound' });
});

test('a trending topic has as many ideas as requested', async () => {
  const at = Math.floor(Date.now() / 3_600_000) * 3_600_000 - 1_800_000;
  await importPosts(
    app.database,
    app.workspaceId,
    ['ann', 'ben', 'cem', 'dee'].map((author, index) => ({
      url: `https://example.org/trend/${author}`,
      title: 'The quantum toaster burned my bread',
      author,
      posted_at: new Date(at + index),
    })),
  );
  const { trendingTopics } = await ask(
    '{ trendingTopics(first: 20) { topic ideas(count: 2) { title body engine } } }',
  );
  expect(trendingTopics.map(({ topic }: { topic: string }) => topic)).toContain('quantum toaster burned');
  for (const { topic, ideas } of trendingTopics) {
    expect(ideas).toHaveLength(2);
    for (const { title, body, engine } of ideas) {
      expect(engine).toBe('embedded');
      expect(`${title} ${body}`.toLowerCase()).toContain(topic);
    }
  }
  const { errors } = await app.graphql('{ trendingTopics(first: 1) { ideas(count: 11) { title } } }');
  expect(errors).toMatchObject([{ extensions: { code: 'INVALID_INPUT', field: 'count' } }]);
});
