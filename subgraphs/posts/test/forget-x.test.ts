import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DAY } from '@tributary/kit';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { eventually } from '@tributary/test/support';
import { deleteFollow, insertFollow } from '../src/x/data/x-accounts.ts';
import { holdSpending, settleSpending } from '../src/x/data/x-spending.ts';
import { forgetUnusedX } from '../src/x/jobs/forget-x.ts';
import { newScope } from './support.ts';
import { newId, newName, newXPost, storeFactsOfX } from './x-support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const query = async (text: string, ...values: unknown[]) =>
  (await opened.database.pool.query(text, values)).rows;
const forget = (now: Date) => forgetUnusedX(newScope(opened).db, now, new AbortController().signal);
const inDays = (days: number) => new Date(Date.now() + days * DAY);
const accountsNamed = (...names: string[]) =>
  query('select folded from posts.x_accounts where folded = any($1) order by id', names);

test('accounts without followers are deleted a day later with their posts, others stay', async () => {
  const [first, second] = [newScope(opened), newScope(opened)];
  const names = { ours: newName(), both: newName(), left: newName() };
  const posts = { ours: newXPost(), both: newXPost(), left: newXPost() };
  for (const key of ['ours', 'both', 'left'] as const) await storeFactsOfX(first, names[key], [posts[key]]);
  await insertFollow(second, names.both);
  for (const name of [names.both, names.left])
    await deleteFollow(first, (await insertFollow(first, name))!.account.internalId);
  await forget(new Date());
  expect(await accountsNamed(...Object.values(names))).toHaveLength(3);
  await forget(inDays(2));
  expect(await accountsNamed(...Object.values(names))).toEqual([
    { folded: names.ours },
    { folded: names.both },
  ]);
  const ids = [posts.ours.id, posts.both.id, posts.left.id];
  expect(await query('select post_id from posts.x_posts where post_id = any($1) order by id', ids)).toEqual([
    { post_id: posts.ours.id },
    { post_id: posts.both.id },
  ]);
});

test('an account stays while a workspace has imported posts of it', async () => {
  const scope = newScope(opened);
  const name = newName();
  const { account } = (await insertFollow(scope, name))!;
  const row = `insert into posts.x_imported_posts (workspace_id, import_id, account_id, post_id, content, posted_at,
    is_retweet, in_chain, hashtags, mentions, tags, urls, media, fetched_at, search)
    values ($1, gen_random_uuid(), $2, $3, '', now(), false, false, '{}', '{}', '{}', '{}', '[]', now(), '')`;
  await query(row, scope.workspaceId, account.internalId, newId());
  await deleteFollow(scope, account.internalId);
  await forget(inDays(2));
  expect(await accountsNamed(name)).toHaveLength(1);
  await query('delete from posts.x_imported_posts where workspace_id = $1', scope.workspaceId);
  await forget(inDays(2));
  expect(await accountsNamed(name)).toEqual([]);
});

test('an account that is followed while the job runs stays', async () => {
  const scope = newScope(opened);
  const name = newName();
  await query('insert into posts.x_accounts (folded) values ($1)', name);
  // Blocks the follow after it has locked its account and before it inserts its row.
  const client = await opened.database.pool.connect();
  await client.query('begin; lock table posts.x_follows in share mode');
  const following = insertFollow(scope, name);
  await eventually(async () => {
    const waiting = `select 1 from pg_locks where relation = 'posts.x_follows'::regclass and not granted`;
    expect(await query(waiting)).toHaveLength(1);
  });
  await forget(inDays(2));
  await client.query('commit');
  client.release();
  await following;
  await forget(inDays(2));
  expect(await accountsNamed(name)).toHaveLength(1);
});

test('spending is stored for 90 days, and reads for the day', async () => {
  const scope = newScope(opened);
  const now = new Date('2026-04-04T10:00:00Z');
  const day = '2026-04-04';
  const hold = await holdSpending(scope, { day, cap: 100, amounts: [100], now });
  if (typeof hold === 'string') throw new Error(hold);
  const post = `post:${newId()}` as const;
  await settleSpending(scope, hold, [post]);
  await holdSpending(scope, { day, cap: 100_000, amounts: [100], now });
  const rows = async () => [
    (await query('select 1 from posts.x_spending where workspace_id = $1', scope.workspaceId)).length,
    (await query('select 1 from posts.x_holds where workspace_id = $1', scope.workspaceId)).length,
    (await query('select 1 from posts.x_reads where resource = $1', post)).length,
  ];
  await forget(now);
  expect(await rows()).toEqual([1, 1, 1]);
  await forget(new Date(now.getTime() + DAY));
  expect(await rows()).toEqual([1, 0, 0]);
  await forget(new Date(now.getTime() + 90 * DAY));
  expect(await rows()).toEqual([1, 0, 0]);
  await forget(new Date(now.getTime() + 91 * DAY));
  expect(await rows()).toEqual([0, 0, 0]);
});
