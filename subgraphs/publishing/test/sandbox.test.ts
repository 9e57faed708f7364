import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { kyselyFor } from '@tributary/kit/postgres';
import { eventually, http, startTestApp, type TestApp } from '@tributary/test/support';
import { type Tables, tenantTables } from '../src/data/tables.ts';
import { insertSandboxPost, listSandboxPosts, MOST_POSTS } from '../src/sandbox/data/sandbox.ts';
import { numbersAt } from '../src/sandbox/numbers.ts';
import { PNG, upload } from './support/media.ts';

let app: TestApp;
let other: TestApp;
let now = Date.now();
beforeAll(async () => {
  app = await startTestApp({ clock: () => now });
  // A second process on the same database.
  other = await startTestApp({ beside: app, clock: () => now });
});
afterAll(async () => {
  await other?.stop();
  await app?.stop();
});

const CONNECT = `mutation { connectAccount(input: { platform: SANDBOX, credentials: [] }) {
  ... on AccountConnected { account { id status profileUrl analytics { followers posts } } } ... on InvalidInput { message } } }`;
const connect = async (key?: string) => (await app.graphql(CONNECT, {}, key)).data.connectAccount.account;
const pathOf = (url: string) => new URL(url).pathname;

async function publish(input: object): Promise<string> {
  const { data } = await app.graphql(
    'mutation ($input: CreatePostInput!) { createPost(input: $input) { ... on PostCreated { post { id } } } }',
    { input },
  );
  const { id } = data.createPost.post;
  await app.graphql('mutation ($id: ID!) { publishPost(id: $id) { __typename } }', { id });
  await eventually(async () => {
    const { data } = await app.graphql('query ($id: ID!) { post(id: $id) { status } }', { id });
    expect(data.post.status).toBe('PUBLISHED');
  });
  return id;
}

describe('the sandbox', () => {
  test('publishes a thread to a page that every process serves, escaped, without scripts', async () => {
    const account = await connect();
    expect(account).toMatchObject({ status: 'CONNECTED', analytics: { followers: expect.any(Number) } });
    const id = await publish({
      body: '<script>alert("1")</script> & https://example.com/a?b=1&c=2.',
      thread: ['Second <img src=x onerror=alert(1)>'],
      accountIds: [account.id],
    });
    for (const { url } of [app, other]) {
      const page = await http(url, pathOf(account.profileUrl));
      expect([page.status, page.headers['content-type']]).toEqual([200, 'text/html; charset=utf-8']);
      expect(page.headers['content-security-policy']).toMatch(/^default-src 'none'/);
      expect(page.text).not.toMatch(/<script|<img/);
      expect(page.text).toContain('&#60;script&#62;');
      expect(page.text).toContain('<a href="https://example.com/a?b=1&#38;c=2"');
      expect(page.text).toContain('Second &#60;img');
    }
    const { data } = await app.graphql(
      'query ($id: ID!) { post(id: $id) { targets { url } analytics { impressions fetchedAt } } }',
      { id },
    );
    const [reference] = (await http(app.url, pathOf(account.profileUrl))).text.match(
      /(?<=<article id=")[^"]+/,
    )!;
    expect(data.post.targets[0].url).toBe(`${account.profileUrl}#${reference}`);
    expect(data.post.analytics.impressions).toBeGreaterThanOrEqual(0);
  });

  test('measures a text by the rules of the platform before it is published', async () => {
    await connect();
    const fit = async (body: string) => {
      const { data } = await app.graphql(
        `query ($body: String!) { connectedAccounts { nodes { platform textFit(body: $body) {
          length maxLength maxFiles problems } } } }`,
        { body },
      );
      return data.connectedAccounts.nodes[0].textFit;
    };
    // The unit is a grapheme, of which an emoji is one.
    expect(await fit('Hello 👋🏽')).toEqual({ length: 7, maxLength: 1_000, maxFiles: 10, problems: [] });
    expect(await fit('a'.repeat(1_001))).toMatchObject({
      length: 1_001,
      problems: ['The sandbox accepts at most 1000 characters; the text has 1001.'],
    });
  });

  test('counts the files of a post that is measured', async () => {
    await connect();
    const { id } = await upload(app, PNG, 'image/png');
    const problems = async (mediaIds: string[]) => {
      const { data } = await app.graphql(
        `query ($mediaIds: [ID!]!) { connectedAccounts { nodes {
          textFit(body: "Hello", mediaIds: $mediaIds) { problems } } } }`,
        { mediaIds },
      );
      return data.connectedAccounts.nodes[0].textFit.problems;
    };
    expect(await problems([id])).toEqual([]);
    expect(await problems([id, 'media_unknown'])).toEqual(['The workspace has no file "media_unknown".']);
    expect(await problems(Array(11).fill(id))).toEqual(['The sandbox accepts at most 10 files.']);
  });

  test('lists the credentials that each platform needs', async () => {
    const { data } = await app.graphql(
      '{ publishingPlatforms { platform requiredCredentials optionalCredentials } }',
    );
    const credentialsOf = (wanted: string) =>
      data.publishingPlatforms.find(({ platform }: { platform: string }) => platform === wanted);
    expect(credentialsOf('SANDBOX')).toMatchObject({ requiredCredentials: [], optionalCredentials: [] });
    expect(credentialsOf('BLUESKY')).toMatchObject({
      requiredCredentials: ['identifier', 'password'],
      optionalCredentials: ['server'],
    });
  });

  test('has one page per workspace, at an address that cannot be guessed', async () => {
    const [ours, again] = [await connect(), await connect()];
    expect([again.id, again.profileUrl]).toEqual([ours.id, ours.profileUrl]);
    const key = await app.key('native', { workspaceId: app.otherId });
    const theirs = await connect(key);
    expect(theirs.profileUrl).not.toBe(ours.profileUrl);
    expect((await http(app.url, pathOf(theirs.profileUrl))).text).toContain('Nothing has been published');
    const path = pathOf(ours.profileUrl);
    for (const wrong of [
      `${path}x`,
      path.slice(0, -1),
      '/sandbox/',
      `/sandbox/${app.workspaceId}`,
      `/sandbox/${'a'.repeat(32)}`,
    ])
      expect((await http(app.url, wrong)).status).toBe(404);
  });

  test('accepts no credentials, so that no other page can be addressed', async () => {
    const { data } = await app.graphql(`mutation { connectAccount(input: { platform: SANDBOX,
      credentials: [{ name: "page", value: "x" }] }) { ... on InvalidInput { message } } }`);
    expect(data.connectAccount.message).toContain('page');
  });

  test('reports metrics that grow with the clock of the gateway', async () => {
    const { profileUrl } = await connect();
    const impressions = async () =>
      Number(
        /Impressions<\/dt><dd>([\d,]+)/
          .exec((await http(app.url, pathOf(profileUrl))).text)![1]!
          .replaceAll(',', ''),
      );
    const before = await impressions();
    now += 3 * 86_400_000;
    expect(await impressions()).toBeGreaterThan(before + 100);
  });

  test('keeps the newest posts, each once', async () => {
    const scope = {
      db: kyselyFor<Tables>(app.database.database.pool, 'publishing', tenantTables),
      workspaceId: randomUUID(),
    };
    const post = (index: number) => ({
      reference: `post-${index}`,
      bodies: ['A post.'],
      media: [],
      publishedAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000),
    });
    await insertSandboxPost(scope, post(0));
    await insertSandboxPost(scope, post(0));
    expect(await listSandboxPosts(scope, 10)).toHaveLength(1);
    await app.database.database.pool.query(
      `insert into publishing.sandbox_posts
       select $1, 'post-' || n, '{A post.}', '[]', timestamptz '2026-01-01' + n * interval '1 minute'
       from generate_series(1, $2::int - 1) n`,
      [scope.workspaceId, MOST_POSTS],
    );
    await insertSandboxPost(scope, post(MOST_POSTS));
    const stored = await listSandboxPosts(scope, MOST_POSTS + 10);
    expect([stored.length, stored[0]!.reference, stored.at(-1)!.reference]).toEqual([
      MOST_POSTS,
      `post-${MOST_POSTS}`,
      'post-1',
    ]);
  });
});

test('simulated metrics are a function of post and age, and never decrease', () => {
  const at = new Date('2026-05-01T00:00:00Z');
  const after = (minutes: number) => numbersAt('a', at, new Date(at.getTime() + minutes * 60_000));
  expect(after(0)).toEqual({ impressions: 0, likes: 0, comments: 0, shares: 0 });
  expect(after(600)).toEqual(after(600));
  expect(numbersAt('b', at, new Date('2026-05-02T00:00:00Z'))).not.toEqual(after(1_440));
  let last = after(0);
  for (let minutes = 1; minutes < 10_000; minutes += 37) {
    const next = after(minutes);
    for (const name of ['impressions', 'likes', 'comments', 'shares'] as const)
      expect(next[name]).toBeGreaterThanOrEqual(last[name]);
    last = next;
  }
  expect(last.impressions).toBeGreaterThan(500);
});
