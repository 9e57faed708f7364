import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from './generated/social-crm.ts';
import { failure, type Reached, success } from './support.ts';

/** Sends the documented examples with a generated client. */
export async function socialCrm(reached: Reached): Promise<void> {
  const { url, key, noting } = reached;
  const client = createClient<paths>({ baseUrl: url, headers: { Authorization: `Bearer ${key}` } });
  client.use(noting);
  await posts(client);
  await writing(client);

  const accounts = await success(client.GET('/v1/accounts', { params: { query: { limit: 50 } } }));
  const audiences = await success(client.GET('/v1/accounts/analytics'));
  assert.deepEqual(
    audiences.data.map(({ account_id }) => account_id),
    accounts.data.map(({ id }) => id),
  );
  const persona = await success(client.GET('/v1/persona'));
  assert.ok(Array.isArray(persona.data.tones));
  const trending = await success(client.GET('/v1/trending'));
  for (const { score } of trending.data) assert.ok(score > 0);

  const announced = await success(
    client.POST('/v1/media/upload-url', {
      body: { filename: 'a.gif', content_type: 'image/gif', size: 42 },
    }),
    201,
  );
  assert.equal(announced.method, 'PUT');
  const early = client.POST('/v1/media/{id}/confirm', { params: { path: { id: announced.id } } });
  assert.equal((await failure(early, 409)).error.code, 'conflict');
}

type Client = ReturnType<typeof createClient<paths>>;

async function posts(client: Client): Promise<void> {
  const made = await success(
    client.POST('/v1/posts', {
      params: { header: { 'Idempotency-Key': 'the-launch' } },
      body: { body: 'Launch day is here.', account_ids: ['acct_1'] },
    }),
    201,
  );
  assert.equal(made.status, 'draft');
  const params = { path: { id: made.id } };
  const listed = await success(client.GET('/v1/posts', { params: { query: { status: 'draft' } } }));
  assert.ok(listed.data.some(({ id }) => id === made.id));
  const found = await success(client.GET('/v1/posts/{id}', { params }));
  assert.equal(found.body, 'Launch day is here.');
  const changed = await success(
    client.PATCH('/v1/posts/{id}', { params, body: { body: 'Launch day was here.', account_ids: [] } }),
  );
  assert.deepEqual(changed.targets, []);
  const analytics = await success(client.GET('/v1/posts/{id}/analytics', { params }));
  assert.equal(analytics.data.post_id, made.id);
  // This draft has no account.
  const scheduled_at = new Date(Date.now() + 86_400_000).toISOString();
  const scheduling = client.POST('/v1/posts/{id}/schedule', { params, body: { scheduled_at } });
  assert.equal((await failure(scheduling, 400)).error.code, 'invalid_request');
  const publishing = client.POST('/v1/posts/{id}/publish', { params });
  assert.equal((await failure(publishing, 400)).error.code, 'invalid_request');
  await success(client.DELETE('/v1/posts/{id}', { params }), 204);
  assert.equal((await failure(client.GET('/v1/posts/{id}', { params }), 404)).error.code, 'not_found');
}

async function writing(client: Client): Promise<void> {
  const text = 'Launch day of our espresso machine';
  const rewritten = await success(
    client.POST('/v1/ai/rewrite', { body: { text: 'buy now', tone: 'friendly' } }),
  );
  assert.equal(rewritten.data.text, 'Grab yours today, we would love to have you.');
  const composing = client.POST('/v1/ai/compose', { body: { prompt: 'launch day', platform: 'bluesky' } });
  assert.equal((await failure(composing, 501)).error.code, 'model_required');
  const hashtags = await success(client.POST('/v1/ai/hashtags', { body: { text } }));
  for (const hashtag of hashtags.data.hashtags) assert.match(hashtag, /^#/);
  const thread = await success(client.POST('/v1/ai/thread', { body: { text, max_length: 100 } }));
  assert.ok(thread.data.posts.length > 0);
  const ideas = client.POST('/v1/ai/ideas', { body: { topic: 'espresso', count: 2 } });
  assert.equal((await failure(ideas, 501)).error.code, 'model_required');
  const optimised = await success(client.POST('/v1/ai/optimise', { body: { text } }));
  assert.ok(Number.isInteger(optimised.data.score));

  // @ts-expect-error there is no such platform
  const refused = client.POST('/v1/ai/compose', { body: { prompt: 'launch day', platform: 'myspace' } });
  assert.equal((await failure(refused, 400)).error.code, 'invalid_request');
}
