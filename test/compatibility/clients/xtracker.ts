import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from './generated/xtracker.ts';
import type { paths as ApiKeyPaths } from './generated/xtracker-api-key.ts';
import type { paths as BearerPaths } from './generated/xtracker-bearer.ts';
import { failure, type Reached, success } from './support.ts';

const STARTER = '1234567890123456789';
const JANUARY = { start_date: '2025-01-01', end_date: '2025-01-31' };

/** Sends the documented examples with a client of each of the three documents. */
export async function xtracker(reached: Reached): Promise<void> {
  const { url, key, noting } = reached;
  const options = { baseUrl: url, headers: { 'X-API-Key': key } };
  const client = createClient<paths, 'application/json'>(options);
  client.use(noting);

  const { profile } = await success(client.GET('/api/profile'));
  assert.equal(profile.plan, 'enterprise');

  const followed = await success(client.POST('/v1/accounts', { body: { username: 'https://x.com/nasa' } }));
  assert.equal(followed.account.username, 'nasa');
  const accounts = await success(client.GET('/v1/accounts', { params: { query: { limit: 10 } } }));
  assert.ok(accounts.accounts.some(({ id }) => id === followed.account.id));
  const path = { username: 'nasa' };
  await success(client.DELETE('/v1/accounts/{username}', { params: { path } }));
  const missing = await failure(client.DELETE('/v1/accounts/{username}', { params: { path } }), 404);
  assert.equal(missing.code, 'not_found');

  const posts = await success(
    client.GET('/v1/posts', { params: { query: { ...JANUARY, view: 'thread', min_likes: 4000 } } }),
  );
  assert.equal(posts.posts[0]!.likes_count, 4582);
  assert.equal(posts.posts[0]!.thread!.posts!.length, 3);
  const params = { path: { post_id: STARTER } };
  const tweet = await success(client.GET('/v1/tweets/{post_id}', { params }));
  assert.equal(tweet.post.quoted_post_id, null);
  const markdown = await success(client.GET('/v1/gpt/post/{post_id}', { params }));
  assert.match(markdown.post, /^## Post by @elonmusk/);
  const some = await success(client.GET('/v1/gpt/posts', { params: { query: { time_range: 'month' } } }));
  assert.equal(typeof some.posts, 'string');

  const query = { ...JANUARY, sort: 'engagement' } as const;
  const forAi = await success(client.GET('/v1/ai/posts', { params: { query } }));
  assert.ok(typeof forAi.posts !== 'string' && forAi.posts[0]!.engagement.views === 982_451);
  const sent = await success(client.POST('/v1/ai/posts', { body: query }));
  assert.deepEqual(sent.posts, forAi.posts);
  const bare = await success(
    createClient<paths, 'text/markdown'>(options).GET('/v1/ai/posts', {
      params: { query: { ...query, format: 'markdown' } },
      headers: { accept: 'text/markdown' },
      parseAs: 'text',
    }),
  );
  assert.match(bare, /^# AI-Related Posts/);

  // @ts-expect-error there is no such range
  const refused = client.GET('/v1/posts', { params: { query: { time_range: 'century' } } });
  assert.equal((await failure(refused, 400)).code, 'validation_error');
  await forGpts(reached);
}

/** The documents for GPTs contain the mount prefix, and one authentication method each. */
async function forGpts({ url, key }: Reached): Promise<void> {
  const baseUrl = `${url}/xtracker`;
  const bearer = createClient<BearerPaths>({ baseUrl, headers: { Authorization: `Bearer ${key}` } });
  const byKey = createClient<ApiKeyPaths>({ baseUrl, headers: { 'X-API-Key': key } });
  const query = { username: 'elonmusk', time_range: 'month' } as const;
  const one = await success(bearer.GET('/v1/gpt/posts', { params: { query } }));
  const two = await success(byKey.GET('/v1/gpt/posts', { params: { query } }));
  assert.deepEqual(one, two);
}
