import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { runImport } from '@tributary/kit/import';
import type { Scope } from '@tributary/kit/postgres';
import { openServices, openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import type { Tables } from '../src/data/tables.ts';
import { posts } from '../src/index.ts';
import { listDue } from '../src/x/data/x-refreshes.ts';
import { ask, newScope } from './support.ts';
import { newId, newName, newXPost, storeFactsOfX } from './x-support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const RIGHTS = {
  scopes: ['accounts:read', 'accounts:write', 'posts:read', 'community:read', 'community:write'],
  policies: ['xtracker:api', 'community-tracker:api'],
};
const kind = posts.imports.find(({ name }) => name === 'x-posts')!;

/**
 * Imports posts as the command line does; returns the report, and the rejected rows with their
 * reasons.
 */
async function importPosts(
  scope: Scope<Tables>,
  account: string,
  rows: readonly object[],
  file = 'posts.ndjson',
) {
  const target = posts
    .open(openServices(opened))
    .beginImport('x-posts', scope.workspaceId, { account }, undefined, file);
  const rejected: string[] = [];
  const report = await runImport({
    ...target,
    file: lines(rows),
    format: 'ndjson',
    fields: kind.fields,
    onReject: ({ line, reason }) => void rejected.push(`${line}: ${reason}`),
  });
  await target.finish?.({ report });
  const { inserted, updated, unchanged } = report;
  return { inserted, updated, unchanged, rejected };
}

async function* lines(rows: readonly object[]): AsyncGenerator<Uint8Array> {
  for (const row of rows) yield Buffer.from(`${JSON.stringify(row)}\n`);
}

const row = (changes: object = {}) => ({
  post_id: newId(),
  content: 'Forged',
  posted_at: '2026-04-02T10:00:00Z',
  ...changes,
});
const run = (scope: Scope<Tables>, source: string, variables = {}, principal: object = RIGHTS) =>
  ask(opened, scope.workspaceId, source, variables, principal);
const follow = (scope: Scope<Tables>, name: string) =>
  run(scope, `mutation { followAccount(username: "${name}") { __typename } }`);
const seen = async (scope: Scope<Tables>) =>
  (await run(scope, '{ xPosts { nodes { content likes } totalCount } }')).data.xPosts;
const imports = async (scope: Scope<Tables>, principal: object = RIGHTS) =>
  (
    await run(
      scope,
      '{ imports { totalCount nodes { id kind file subject inserted updated unchanged rejected finishedAt undoneAt } } }',
      {},
      principal,
    )
  ).data.imports;
const undo = async (scope: Scope<Tables>, id: string, principal: object = RIGHTS) =>
  (
    await run(
      scope,
      'mutation ($id: ID!) { undoImport(id: $id) { __typename ... on ImportUndone { deleted import { undoneAt } } } }',
      { id },
      principal,
    )
  ).data.undoImport;

describe('imported posts of X', () => {
  test('are the workspace’s own: another that follows the account reads what X returned', async () => {
    const [forger, reader, name] = [newScope(opened), newScope(opened), newName()];
    const real = newXPost({ content: 'What X returned', likes: 5 });
    await storeFactsOfX(reader, name, [real]);
    await importPosts(forger, name, [
      row({ content: 'Never said', likes: 999_999 }),
      row({ post_id: real.id, content: 'Overwritten', likes: 0 }),
    ]);
    expect(await seen(reader)).toEqual({ nodes: [{ content: 'What X returned', likes: 5 }], totalCount: 1 });
    const { rows } = await opened.database.pool.query(
      'select p.content from posts.x_posts p join posts.x_accounts a on a.id = p.account_id where a.folded = $1',
      [name],
    );
    expect(rows).toEqual([{ content: 'What X returned' }]);
  });

  test('are listed together with those that X returned, each post once and as X returned it', async () => {
    const [scope, name] = [newScope(opened), newName()];
    const real = newXPost({
      content: 'What X returned',
      likes: 5,
      postedAt: new Date('2026-04-03T10:00:00Z'),
    });
    await importPosts(scope, name, [
      row({ content: 'Older than X gives', likes: 7 }),
      row({ post_id: real.id, content: 'From the file', likes: 3 }),
    ]);
    expect((await seen(scope)).nodes.map(({ likes }: { likes: number }) => likes)).toEqual([3, 7]);
    await storeFactsOfX(scope, name, [real]);
    const both = {
      nodes: [
        { content: 'What X returned', likes: 5 },
        { content: 'Older than X gives', likes: 7 },
      ],
      totalCount: 2,
    };
    expect(await seen(scope)).toEqual(both);
    const found = await run(
      scope,
      `query ($id: ID!, $name: String!) {
        one: xPost(id: $id) { content }
        few: xPosts(filter: { minLikes: 6 }) { totalCount }
        words: xPosts(filter: { keywords: "file" }) { totalCount }
        popular: xPosts(filter: { username: $name }, sort: POPULARITY, first: 1) { nodes { likes } pageInfo { endCursor } } }`,
      { id: real.id, name },
    );
    expect(found.data).toMatchObject({
      one: { content: 'What X returned' },
      few: { totalCount: 1 },
      words: { totalCount: 0 },
      popular: { nodes: [{ likes: 7 }] },
    });
    const next = await run(
      scope,
      'query ($after: String) { xPosts(sort: POPULARITY, after: $after) { nodes { likes } } }',
      { after: found.data.popular.pageInfo.endCursor },
    );
    expect(next.data.xPosts.nodes).toEqual([{ likes: 5 }]);
    // A later import of the same post does not override X either.
    await importPosts(scope, name, [row({ post_id: real.id, content: 'Later file' })]);
    expect(await seen(scope)).toEqual(both);
  });

  test('of another author are rejected, naming the author', async () => {
    const [scope, mine, theirs, third] = [newScope(opened), newName(), newName(), newName()];
    const fromX = newXPost();
    await storeFactsOfX(scope, third, [fromX]);
    const wrong = row();
    await importPosts(scope, theirs, [wrong]);
    const done = await importPosts(scope, mine, [
      row({ author: `@${mine.toUpperCase()}` }),
      row({ author: theirs }),
      row({ post_id: wrong.post_id }),
      row({ post_id: fromX.id }),
    ]);
    expect(done).toEqual({
      inserted: 1,
      updated: 0,
      unchanged: 0,
      rejected: [
        `2: The post is by @${theirs}, not by @${mine}, whose posts are imported.`,
        `3: Post ${wrong.post_id} is by @${theirs}, not by @${mine}.`,
        `4: Post ${fromX.id} is by @${third}, not by @${mine}.`,
      ],
    });
    // After the import is undone, the posts can be imported for the right account.
    const { nodes } = await imports(scope);
    const mistaken = nodes.find(({ subject }: { subject: string }) => subject === `@${theirs}`);
    expect(await undo(scope, mistaken.id)).toMatchObject({ __typename: 'ImportUndone', deleted: 1 });
    expect(await importPosts(scope, mine, [wrong])).toMatchObject({ inserted: 1, rejected: [] });
  });

  test('do not reveal posts that only other workspaces see', async () => {
    const [scope, other, mine, theirs] = [newScope(opened), newScope(opened), newName(), newName()];
    const post = newXPost();
    await storeFactsOfX(other, theirs, [post]);
    expect(await importPosts(scope, mine, [row({ post_id: post.id })])).toMatchObject({
      inserted: 1,
      rejected: [],
    });
  });

  test('form threads with those that X returned, only where they are visible', async () => {
    const [scope, other, name] = [newScope(opened), newScope(opened), newName()];
    const reply = newXPost({ content: 'Second.', inReplyToUser: name });
    const id = newId();
    const opens = row({
      post_id: id,
      content: 'First.',
      conversation_id: id,
      posted_at: '2026-04-01T10:00:00Z',
    });
    await storeFactsOfX(scope, name, [{ ...reply, conversationId: opens.post_id }]);
    await follow(other, name);
    const thread = async (workspace: Scope<Tables>) =>
      (
        await run(
          workspace,
          `query ($id: ID!) {
            xPost(id: $id) { thread { length isStarter posts { content } } }
            xPosts(filter: { threadStarters: true }) { nodes { content } } }`,
          { id: reply.id },
        )
      ).data;
    expect((await thread(scope)).xPost.thread).toBeNull();
    await importPosts(scope, name, [opens]);
    expect(await thread(scope)).toEqual({
      xPost: {
        thread: { length: 2, isStarter: false, posts: [{ content: 'First.' }, { content: 'Second.' }] },
      },
      xPosts: { nodes: [{ content: 'First.' }] },
    });
    expect(await thread(other)).toEqual({ xPost: { thread: null }, xPosts: { nodes: [] } });
  });

  test('do not affect where reading from X starts, nor how another workspace sees the account', async () => {
    const [scope, other, name] = [newScope(opened), newScope(opened), newName()];
    await importPosts(scope, name.toUpperCase(), [row({ post_id: '99999999999999999999' })]);
    await follow(other, name);
    const account = async (workspace: Scope<Tables>) =>
      (await run(workspace, '{ followedAccounts { nodes { account { username fetchedAt } } } }')).data
        .followedAccounts.nodes[0].account;
    expect(await account(other)).toEqual({ username: name, fetchedAt: null });
    expect(await account(scope)).toEqual({ username: name.toUpperCase(), fetchedAt: expect.anything() });
    const [due] = await listDue(scope, null, new Date(), 5);
    expect(due).toMatchObject({ newestPost: null });
  });
});

describe('an import', () => {
  test('is recorded with its file, account and counts, latest first', async () => {
    const [scope, name] = [newScope(opened), newName()];
    const one = row();
    await importPosts(scope, name, [one, { content: 'no date' }], 'first.csv');
    await importPosts(scope, name, [one, row(), { ...one, post_id: newId(), likes: -1 }], 'second.csv');
    await importPosts(scope, name, [{ content: 'no date' }], 'nothing.csv');
    const { totalCount, nodes } = await imports(scope);
    expect(totalCount).toBe(2);
    const common = { kind: 'X_POSTS', subject: `@${name}`, finishedAt: expect.anything(), undoneAt: null };
    expect(nodes).toMatchObject([
      { ...common, file: 'second.csv', inserted: 2, updated: 0, unchanged: 1 },
      { ...common, file: 'first.csv', inserted: 1, rejected: 1 },
    ]);
  });

  test('is reverted with the posts that it added; those that it changed stay', async () => {
    const [scope, other, name] = [newScope(opened), newScope(opened), newName()];
    const first = row({ content: 'Of the first' });
    await importPosts(scope, name, [first], 'first.csv');
    await importPosts(scope, name, [{ ...first, content: 'Changed' }, row(), row()], 'second.csv');
    await importPosts(other, name, [first], 'theirs.csv');
    const [{ id }] = (await imports(scope)).nodes;
    expect(await undo(other, id)).toEqual({ __typename: 'NotFound' });
    expect(await undo(scope, id)).toEqual({
      __typename: 'ImportUndone',
      deleted: 2,
      import: { undoneAt: expect.anything() },
    });
    expect((await seen(scope)).nodes).toMatchObject([{ content: 'Changed' }]);
    expect((await seen(other)).totalCount).toBe(1);
    // Undoing again, as after an interrupted undo: nothing is left to delete.
    expect(await undo(scope, id)).toMatchObject({ __typename: 'ImportUndone', deleted: 0 });
    expect(await importPosts(scope, name, [first])).toMatchObject({ updated: 1 });
    expect((await seen(scope)).nodes).toMatchObject([{ content: 'Of the first' }]);
  });

  test('that is reverted while it runs is stopped', async () => {
    const [scope, name] = [newScope(opened), newName()];
    const target = posts
      .open(openServices(opened))
      .beginImport('x-posts', scope.workspaceId, { account: name }, undefined, 'long.csv');
    const batch = () => [target.parse({ ...blank, ...row(), posted_at: new Date() } as never)];
    await target.write(batch());
    const [{ id }] = (await imports(scope)).nodes;
    await undo(scope, id);
    await expect(target.write(batch())).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await seen(scope)).totalCount).toBe(0);
  });

  test('of a kind that a key may not read or write is not found', async () => {
    const [scope, name] = [newScope(opened), newName()];
    await importPosts(scope, name, [row()]);
    const [{ id }] = (await imports(scope)).nodes;
    const other = { scopes: ['community:read', 'community:write'], policies: ['community-tracker:api'] };
    expect((await imports(scope, other)).totalCount).toBe(0);
    expect(await undo(scope, id, other)).toEqual({ __typename: 'NotFound' });
  });

  test('of community posts is recorded and reverted in the same way', async () => {
    const scope = newScope(opened);
    const target = posts
      .open(openServices(opened))
      .beginImport('posts', scope.workspaceId, { source: 'reddit' }, undefined, 'reddit.csv');
    const fields = posts.imports.find(({ name }) => name === 'posts')!.fields;
    const empty = Object.fromEntries(fields.map(({ name }) => [name, null]));
    const record = (url: string) =>
      target.parse({ ...empty, url, title: 'A post', posted_at: new Date() } as never);
    const rows = [record('https://example.org/1'), record('https://example.org/2')];
    await target.write((await target.prepare?.(rows)) ?? rows);
    await target.finish?.({ error: null });
    const [{ id, ...recorded }] = (await imports(scope)).nodes;
    expect(recorded).toMatchObject({ kind: 'POSTS', subject: 'reddit', file: 'reddit.csv', inserted: 2 });
    expect(await undo(scope, id)).toMatchObject({ deleted: 2 });
    expect((await run(scope, '{ communityPosts { totalCount } }')).data.communityPosts.totalCount).toBe(0);
  });
});

const blank = Object.fromEntries(kind.fields.map(({ name }) => [name, null]));
