import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from './generated/community-tracker.ts';
import { failure, type Reached, success } from './support.ts';

/** Sends the documented examples with a generated client. */
export async function communityTracker({ url, key, noting }: Reached): Promise<void> {
  const client = createClient<paths>({ baseUrl: url, headers: { 'X-API-Key': key } });
  client.use(noting);

  const posts = await success(
    client.GET('/api-posts', {
      params: {
        query: { keyword: 'AI tools', source: 'reddit', min_score: 7, from: '2026-03-28', limit: 20 },
      },
    }),
  );
  assert.equal(posts.meta.limit, 20);
  for (const post of posts.data) assert.ok(post.ai_score >= 7);

  const { queries = [] } = await failure(client.GET('/api-intelligence'), 400);
  const query_id = queries[0]!.id;
  const newest = await success(client.GET('/api-intelligence', { params: { query: { query_id } } }));
  assert.ok(!Array.isArray(newest.data) && newest.data.ai_summary);
  const range = { query_id, from: '2026-03-01', to: '2026-04-03' };
  const many = await success(client.GET('/api-intelligence', { params: { query: range } }));
  assert.ok(Array.isArray(many.data) && many.data[0]!.brands['YourBrand']!.mentions === 84);

  // @ts-expect-error the keyword is required
  const { error } = await failure(client.GET('/api-posts', { params: { query: {} } }), 400);
  assert.equal(error.code, 'MISSING_KEYWORD');
}
