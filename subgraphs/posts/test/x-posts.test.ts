import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Scope } from '@tributary/kit/postgres';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { Tables } from '../src/data/tables.ts';
import { posts } from '../src/index.ts';
import { insertFollow } from '../src/x/data/x-accounts.ts';
import { type Answer, ask, newScope } from './support.ts';
import { newName, newXPost as newPost, storeFactsOfX } from './x-support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const XTRACKER = {
  scopes: ['accounts:read', 'accounts:write', 'posts:read'],
  policies: ['xtracker:api'],
};
/** Stores posts that X returned for an account, and follows the account. */
const given = storeFactsOfX;

const run = (scope: Scope<Tables>, source: string, variables = {}, principal = XTRACKER): Promise<Answer> =>
  ask(opened, scope.workspaceId, source, variables, principal);
const codeOf = ({ errors }: Answer) => (errors?.[0]?.originalError as { code?: string } | undefined)?.code;
const contents = async (scope: Scope<Tables>, filter = {}, rest = {}) =>
  (
    await run(
      scope,
      `query ($filter: XPostFilter, $sort: XPostSort! = RECENCY, $skip: Int) {
        xPosts(filter: $filter, sort: $sort, skip: $skip) { nodes { content } } }`,
      { filter, ...rest },
    )
  ).data.xPosts.nodes.map((node: { content: string }) => node.content);

describe('following', () => {
  const FOLLOW = `mutation ($name: String!) { followAccount(username: $name) {
    __typename ... on AccountFollowed { isNew account { username internalId fetchedAt } } ... on InvalidInput { field } } }`;

  test.each(['%s', '@%s', 'https://x.com/%s', 'twitter.com/%s/', 'https://mobile.twitter.com/@%s?lang=en'])(
    'takes %s',
    async (form) => {
      const [scope, name] = [newScope(opened), newName()];
      const { data } = await run(scope, FOLLOW, { name: form.replace('%s', name) });
      expect(data.followAccount).toMatchObject({ isNew: true, account: { username: name, fetchedAt: null } });
    },
  );

  test.each([
    '',
    '@',
    'two words',
    'https://example.com/name',
    'https://x.com/name/status/1',
    'a'.repeat(16),
  ])('refuses %j', async (name) => {
    const { data } = await run(newScope(opened), FOLLOW, { name });
    expect(data.followAccount).toEqual({ __typename: 'InvalidInput', field: 'username' });
  });

  test('again changes nothing, in any case of letters', async () => {
    const [scope, name] = [newScope(opened), newName()];
    const first = (await run(scope, FOLLOW, { name })).data.followAccount;
    const again = (await run(scope, FOLLOW, { name: name.toUpperCase() })).data.followAccount;
    expect(again).toEqual({ ...first, isNew: false });
  });

  test('is the workspace’s own: the account is shared, unfollowing in one leaves the other’s', async () => {
    const [ours, theirs, name] = [newScope(opened), newScope(opened), newName()];
    const post = newPost({ content: 'shared' });
    await given(ours, name, [post]);
    expect(await contents(theirs)).toEqual([]);
    expect((await run(theirs, `{ xPost(id: "${post.id}") { content } }`)).data.xPost).toBeNull();
    await run(theirs, FOLLOW, { name });
    expect(await contents(theirs)).toEqual(['shared']);
    const unfollow = `mutation { unfollowAccount(username: "${name}") { __typename } }`;
    expect((await run(ours, unfollow)).data.unfollowAccount).toEqual({ __typename: 'AccountUnfollowed' });
    expect((await run(ours, unfollow)).data.unfollowAccount).toEqual({ __typename: 'NotFound' });
    expect(await contents(ours)).toEqual([]);
    expect((await run(ours, `{ xPost(id: "${post.id}") { content } }`)).data.xPost).toBeNull();
    expect(await contents(theirs)).toEqual(['shared']);
  });

  test('lists the latest first, with cursors, offsets and a count', async () => {
    const scope = newScope(opened);
    const names = [newName(), newName(), newName()];
    for (const name of names) await run(scope, FOLLOW, { name });
    const list = `query ($first: Int, $after: String, $skip: Int) { followedAccounts(first: $first, after: $after, skip: $skip) {
      totalCount nodes { account { username } } pageInfo { hasNextPage endCursor } } }`;
    const read = async (variables: object) => (await run(scope, list, variables)).data.followedAccounts;
    const usernames = (page: { nodes: { account: { username: string } }[] }) =>
      page.nodes.map(({ account }) => account.username);
    const first = await read({ first: 2 });
    expect([first.totalCount, first.pageInfo.hasNextPage]).toEqual([3, true]);
    const second = await read({ first: 2, after: first.pageInfo.endCursor });
    expect([...usernames(first), ...usernames(second)]).toEqual([...names].reverse());
    expect(usernames(await read({ skip: 2 }))).toEqual([names[0]]);
  });
});

describe('xPosts', () => {
  let scope: Scope<Tables>;
  const [one, two] = [newName(), newName()];
  beforeAll(async () => {
    scope = newScope(opened);
    const at = (day: string) => new Date(`2026-03-${day}T10:00:00Z`);
    await given(scope, one, [
      newPost({ content: 'Rockets fly high #Space', postedAt: at('01'), likes: 5, retweets: 9 }),
      newPost({ content: 'High prices for open source @friend', postedAt: at('02'), likes: 50 }),
    ]);
    await given(scope, two, [
      newPost({
        content: 'The source is open to all #space #moon',
        postedAt: at('03'),
        replies: 7,
        likes: 1,
      }),
    ]);
  });

  test.each([
    [{}, [2, 1, 0]],
    [{ keywords: 'source OPEN' }, [2, 1]],
    [{ phrase: 'open source' }, [1]],
    [{ keywords: '!!!' }, []],
    [{ hashtags: ['SPACE'] }, [2, 0]],
    [{ hashtags: ['#moon', 'none'] }, [2]],
    [{ mentions: ['@Friend'] }, [1]],
    [{ hashtags: ['friend'] }, []],
    [{ minLikes: 5 }, [1, 0]],
    [{ minRetweets: 1 }, [0]],
    [{ minReplies: 7 }, [2]],
    [{ from: '2026-03-02', to: '2026-03-02' }, [1]],
    [{ from: '2026-03-02', within: 'DAY' }, [2, 1]],
    [{ within: 'YEAR' }, [2, 1, 0]],
    [{ within: 'DAY' }, []],
    [{ threadStarters: true }, []],
  ])('with the filter %j', async (filter, wanted) => {
    const all = [
      'Rockets fly high #Space',
      'High prices for open source @friend',
      'The source is open to all #space #moon',
    ];
    expect(await contents(scope, filter)).toEqual(wanted.map((index) => all[index]));
  });

  test('returns the posts of one account, by name or number; an account that is not followed is not found', async () => {
    const found = await run(
      scope,
      `{ xPosts(filter: { username: "@${two.toUpperCase()}" }) { nodes { account { username internalId } } } }`,
    );
    const [{ account }] = found.data.xPosts.nodes;
    expect(account.username).toBe(two);
    expect(await contents(scope, { accountId: account.internalId })).toHaveLength(1);
    const list = 'query ($filter: XPostFilter) { xPosts(filter: $filter) { totalCount } }';
    for (const filter of [
      { username: 'nobody_here' },
      { accountId: 999_999 },
      { username: one, accountId: account.internalId },
    ])
      expect(codeOf(await run(scope, list, { filter }))).toBe('NOT_FOUND');
    expect(codeOf(await run(newScope(opened), list, { filter: { accountId: account.internalId } }))).toBe(
      'NOT_FOUND',
    );
  });

  test('sorts by popularity, with cursors of that sort only', async () => {
    const list = `query ($after: String, $sort: XPostSort!) { xPosts(first: 1, after: $after, sort: $sort) {
      nodes { likes } pageInfo { endCursor hasNextPage } } }`;
    const likes: number[] = [];
    let after: string | null = null;
    for (let more = true; more; ) {
      const page: { nodes: { likes: number }[]; pageInfo: { endCursor: string; hasNextPage: boolean } } = (
        await run(scope, list, { after, sort: 'POPULARITY' })
      ).data.xPosts;
      likes.push(...page.nodes.map((node) => node.likes));
      after = page.pageInfo.endCursor;
      more = page.pageInfo.hasNextPage;
    }
    expect(likes).toEqual([50, 5, 1]);
    expect(codeOf(await run(scope, list, { after, sort: 'RECENCY' }))).toBe('INVALID_INPUT');
  });

  test.each([
    [{ from: '2026-03-02', to: '2026-03-01' }, 'filter.from'],
    [{ minLikes: -1 }, 'filter.minLikes'],
    [{ keywords: ' ' }, 'filter.keywords'],
    [{ phrase: 'x'.repeat(201) }, 'filter.phrase'],
    [{ hashtags: Array(21).fill('a') }, 'filter.hashtags'],
    [{ threadId: 'x' }, 'filter.threadId'],
    [{ username: 'no name' }, 'filter.username'],
  ])('refuses the filter %j', async (filter, field) => {
    const answer = await run(
      scope,
      'query ($filter: XPostFilter) { xPosts(filter: $filter) { totalCount } }',
      { filter },
    );
    expect(answer.errors?.[0]?.originalError).toMatchObject({ code: 'INVALID_INPUT', details: { field } });
  });
});

describe('a thread', () => {
  test('is the author’s own chain, without replies of others or to others', async () => {
    const [scope, me, other] = [newScope(opened), newName(), newName()];
    const starter = newPost({ content: 'We ship today.' });
    const own = { conversationId: starter.id, inReplyToUser: me.toUpperCase() };
    const second = newPost({
      ...own,
      content: 'Ship it, we said. It ships.',
      postedAt: new Date('2026-04-01T12:01:00Z'),
    });
    const aside = newPost({ content: '@you thanks', conversationId: starter.id, inReplyToUser: 'you' });
    await given(scope, me, [{ ...starter, conversationId: starter.id }, second, aside]);
    await given(scope, other, [
      newPost({ content: 'me too', conversationId: starter.id, inReplyToUser: me }),
    ]);
    const { data } = await run(
      scope,
      `query ($id: ID!, $second: ID!, $aside: ID!) {
        one: xPost(id: $id) { thread { starterId length isStarter summary posts { content } } }
        two: xPost(id: $second) { thread { isStarter } isReply inReplyToUser }
        three: xPost(id: $aside) { thread { starterId } }
        all: xPosts(filter: { threadId: $id }) { totalCount }
        starters: xPosts(filter: { threadStarters: true }) { nodes { id } } }`,
      { id: starter.id, second: second.id, aside: aside.id },
    );
    expect(data.one.thread).toMatchObject({
      starterId: starter.id,
      length: 2,
      isStarter: true,
      posts: [{ content: 'We ship today.' }, { content: 'Ship it, we said. It ships.' }],
    });
    for (const sentence of data.one.thread.summary.split(/(?<=\.) /))
      expect('We ship today. Ship it, we said. It ships.').toContain(sentence);
    expect(data.two).toEqual({
      thread: { isStarter: false },
      isReply: true,
      inReplyToUser: me.toUpperCase(),
    });
    expect(data.three.thread).toBeNull();
    expect(data.all.totalCount).toBe(2);
    expect(data.starters.nodes).toEqual([{ id: starter.id }]);
  });

  test('grows when another of its posts is stored later', async () => {
    const [scope, me] = [newScope(opened), newName()];
    const starter = newPost();
    await given(scope, me, [{ ...starter, conversationId: starter.id }]);
    const look = async () =>
      (await run(scope, `{ xPost(id: "${starter.id}") { thread { length } } }`)).data.xPost.thread;
    expect(await look()).toBeNull();
    await given(scope, me, [newPost({ conversationId: starter.id, inReplyToUser: me })]);
    expect(await look()).toEqual({ length: 2 });
  });
});

describe('writing', () => {
  test('a post that X returns again is updated, and never moves from another account', async () => {
    const scope = newScope(opened);
    const [mine, thief] = [newName(), newName()];
    const post = newPost({ likes: 1 });
    await given(scope, mine, [post]);
    await given(scope, mine, [{ ...post, likes: 2 }]);
    await given(scope, thief, [{ ...post, content: 'mine now' }]);
    const { data } = await run(scope, `{ xPost(id: "${post.id}") { content likes account { username } } }`);
    expect(data.xPost).toEqual({ content: 'A post', likes: 2, account: { username: mine } });
  });

  test('stores every digit of ids beyond 53 bits', async () => {
    const scope = newScope(opened);
    const post = newPost({ id: '18446744073709551615' });
    await given(scope, newName(), [post]);
    expect((await run(scope, '{ xPosts { nodes { id } } }')).data.xPosts.nodes).toEqual([{ id: post.id }]);
  });
});

describe('rights to read', () => {
  const READ = '{ xPosts { totalCount } }';
  test.each([
    [{ scopes: ['posts:read'], policies: ['social-crm:api'] }, 'PLAN_REQUIRED'],
    [{ scopes: ['accounts:read'], policies: ['xtracker:api'] }, 'FORBIDDEN_SCOPE'],
  ])('with %j it is %s', async (principal, code) => {
    expect(codeOf(await run(newScope(opened), READ, {}, principal))).toBe(code);
  });
});

test('a workspace follows 1,000 accounts at most', async () => {
  const scope = newScope(opened);
  await opened.database.pool.query(
    `with a as (insert into posts.x_accounts (folded) select $2 || n from generate_series(1, 999) n returning id, folded)
     insert into posts.x_follows (workspace_id, account_id, username) select $1, id, folded from a`,
    [scope.workspaceId, newName()],
  );
  const follow = (name: string) =>
    run(
      scope,
      `mutation { followAccount(username: "${name}") { __typename ... on InvalidInput { field message } } }`,
    );
  const names = [newName(), newName()];
  const both = await Promise.all(names.map(follow));
  expect(both.map(({ data }) => data.followAccount)).toContainEqual({
    __typename: 'InvalidInput',
    field: 'username',
    message: 'A workspace may follow at most 1000 accounts; unfollow one first.',
  });
  expect(both.map(({ data }) => data.followAccount.__typename).sort()).toEqual([
    'AccountFollowed',
    'InvalidInput',
  ]);
  const followed = (await insertFollow(scope, names[0]!)) ?? (await insertFollow(scope, names[1]!));
  expect(followed?.isNew).toBe(false);
});

test('the documented csv preset generates ids that are the same at every import', async () => {
  const kind = posts.imports.find(({ name }) => name === 'x-posts')!;
  const scope = newScope(opened);
  const target = posts
    .open(openServices(opened))
    .beginImport('x-posts', scope.workspaceId, { account: '@elon_sample' }, kind.presets['x-posts-csv']);
  const record = {
    content: 'RT @a: hi #tag',
    posted_at: new Date('2018-05-06T03:31:00Z'),
    likes: 461,
    retweets: 26,
  };
  const write = () => target.write([target.parse(record as never)] as never);
  expect(await write()).toMatchObject({ inserted: 1 });
  expect(await write()).toMatchObject({ unchanged: 1 });
  const { data } = await run(
    scope,
    '{ xPosts { nodes { id isRetweet likes hashtags mentions account { username } } } }',
  );
  expect(data.xPosts.nodes).toEqual([
    {
      id: expect.stringMatching(/^9\d{19}$/),
      isRetweet: true,
      likes: 461,
      hashtags: ['tag'],
      mentions: ['a'],
      account: { username: 'elon_sample' },
    },
  ]);
});
