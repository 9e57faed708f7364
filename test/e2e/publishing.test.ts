import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { eventually, fillWithDemo, startTestApp, type TestApp } from '@tributary/test/support';
import { bluesky, mastodon, type Platform } from '../upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';

let app: TestApp;
let platform: Platform;
let server: StandIn;
let accountId: string;

beforeAll(async () => {
  platform = mastodon();
  server = await startStandIn(platform);
  app = await startTestApp({ settings: { PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true' } });
  const now = new Date();
  for (const subgraph of subgraphs) await fillWithDemo(app, subgraph, app.workspaceId, now);
  accountId = await connect('MASTODON', { server: server.url, accessToken: 'good' });
});
afterAll(async () => {
  await app.stop();
  await server.stop();
});

/** Connects an account and returns its id. */
async function connect(platform: string, credentials: Record<string, string>): Promise<string> {
  const { connectAccount } = await ask(
    `mutation ($input: ConnectAccountInput!) {
      connectAccount(input: $input) { ... on AccountConnected { account { id } } }
    }`,
    {
      input: {
        platform,
        credentials: Object.entries(credentials).map(([name, value]) => ({ name, value })),
      },
    },
  );
  return connectAccount.account.id;
}

async function ask(query: string, variables: object = {}, key?: string) {
  const { data, errors } = await app.graphql(query, variables, key);
  expect(errors).toBeUndefined();
  return data;
}

const create = (input: object, key?: string) =>
  ask(
    `mutation ($input: CreatePostInput!) {
      createPost(input: $input) {
        __typename
        ... on PostCreated { post { id status targets { account { id } status } } }
        ... on InvalidInput { message field }
        ... on PlanRequired { message plan }
      }
    }`,
    { input },
    key,
  ).then(({ createPost }) => createPost);

const look = async (id: string) =>
  (await ask('query ($id: ID!) { post(id: $id) { status publishedAt targets { status url } } }', { id }))
    .post;

test('a scheduled post is published when it is due', async () => {
  const scheduledAt = new Date(Date.now() + 1_500).toISOString();
  const { post } = await create({ body: 'By itself.', accountIds: [accountId], scheduledAt });
  expect(post).toMatchObject({ status: 'SCHEDULED', targets: [{ status: 'SCHEDULED' }] });
  await eventually(async () => expect(await look(post.id)).toMatchObject({ status: 'PUBLISHED' }));
  const { publishedAt, targets } = await look(post.id);
  expect(Date.parse(publishedAt)).toBeGreaterThanOrEqual(Date.parse(scheduledAt));
  expect(targets[0].url).toMatch(/^https:\/\/m\.example\//);
  expect(platform.posts.map(({ text }) => text)).toEqual(['By itself.']);
});

test('a thread created over GraphQL is published as a whole where the platform supports threads', async () => {
  const platform = bluesky();
  const pds = await startStandIn(platform);
  const account = await connect('BLUESKY', { server: pds.url, identifier: 'someone.example', password: 'p' });
  const { writeThread } = await ask(
    `mutation ($text: String!) {
      writeThread(text: $text, maxLength: 100) { ... on ThreadWritten { posts } }
    }`,
    { text: 'One sentence of a thread that is long enough to be split into posts. '.repeat(4) },
  );
  const [body, ...thread] = writeThread.posts;
  expect(thread.length).toBeGreaterThan(1);
  const { post } = await create({ body, thread, accountIds: [account] });
  const publish = (id: string) =>
    ask(
      `mutation ($id: ID!) {
        publishPost(id: $id) { __typename ... on InvalidInput { field message } ... on PostPublishing { post { thread } } }
      }`,
      { id },
    ).then(({ publishPost }) => publishPost);
  expect(await publish(post.id)).toEqual({ __typename: 'PostPublishing', post: { thread } });
  await eventually(async () => expect(await look(post.id)).toMatchObject({ status: 'PUBLISHED' }));
  expect(platform.posts.map(({ text }) => text)).toEqual([body, ...thread]);
  const elsewhere = await create({ body, thread, accountIds: [accountId] });
  expect(await publish(elsewhere.post.id)).toMatchObject({ __typename: 'InvalidInput', field: 'thread' });
  await pds.stop();
});

test('a reply and its community post refer to each other', async () => {
  const { communityPosts } = await ask('{ communityPosts(first: 1) { nodes { id } } }');
  const communityPostId = communityPosts.nodes[0].id;
  const { post } = await create({ body: 'We can help.', inReplyTo: { communityPostId } });
  const data = await ask(
    `query ($reply: ID!, $id: ID!) {
      post(id: $reply) { inReplyTo { __typename ... on CommunityPost { id url } } }
      communityPost(id: $id) { replies { id status } }
    }`,
    { reply: post.id, id: communityPostId },
  );
  expect(data.post.inReplyTo).toMatchObject({ __typename: 'CommunityPost', id: communityPostId });
  expect(data.communityPost.replies).toContainEqual({ id: post.id, status: 'DRAFT' });
});

test('an invalid post is rejected with the reason, and nothing is created', async () => {
  expect(await create({ body: '  ' })).toMatchObject({ __typename: 'InvalidInput', field: 'body' });
  expect(await create({ body: 'x', accountIds: ['acct_none'] })).toMatchObject({ field: 'accountIds' });
  expect(await create({ body: 'x', thread: ['y', ''] })).toMatchObject({ field: 'thread[1]' });
  expect(await create({ body: 'x', thread: Array(100).fill('y') })).toMatchObject({ field: 'thread' });
  expect(await create({ body: 'x', mediaIds: ['media_none'] })).toMatchObject({ field: 'mediaIds' });
  expect(await create({ body: 'x', scheduledAt: '2020-01-01T00:00:00Z' })).toMatchObject({
    field: 'scheduledAt',
  });
  expect(await create({ body: 'x', inReplyTo: { mentionId: 'post_none' } })).toMatchObject({
    field: 'inReplyTo',
  });
});

test('another workspace can neither see nor change it', async () => {
  const { post } = await create({ body: 'Ours.' });
  const theirs = await app.key('native', { workspaceId: app.otherId });
  const data = await ask(
    `mutation ($id: ID!) {
      publishPost(id: $id) { __typename }
      updatePost(id: $id, input: { body: "Theirs." }) { __typename }
      deletePost(id: $id) { __typename }
    }`,
    { id: post.id },
    theirs,
  );
  expect(data).toEqual({
    publishPost: { __typename: 'NotFound' },
    updatePost: { __typename: 'NotFound' },
    deletePost: { __typename: 'NotFound' },
  });
  expect((await ask('query ($id: ID!) { post(id: $id) { id } }', { id: post.id }, theirs)).post).toBeNull();
});

test('the demo has the account and the posts that the document names', async () => {
  const data = await ask(`{
    post(id: "post_123") { status body targets { account { id handle } } }
    posts(filter: { status: PUBLISHED }, first: 50) {
      nodes { body publishedAt inReplyTo { __typename } targets { status url account { handle creator { followers } } stats { views } } }
    }
  }`);
  expect(data.post).toMatchObject({
    status: 'DRAFT',
    body: 'Launch day is here.',
    targets: [{ account: { id: 'acct_1' } }],
  });
  expect(data.posts.nodes.length).toBeGreaterThanOrEqual(3);
});

test('statistics that no platform reports are null', async () => {
  const { post } = await ask(
    '{ post(id: "post_123") { analytics { impressions likes engagementRate fetchedAt targets { account { id } likes } history { likes } } } }',
  );
  expect(post.analytics).toEqual({
    impressions: null,
    likes: null,
    engagementRate: null,
    fetchedAt: null,
    targets: [{ account: { id: 'acct_1' }, likes: null }],
    history: [],
  });
});
