import assert from 'node:assert/strict';
import createClient from 'openapi-fetch';
import type { paths } from './generated/buzzabout.ts';
import { failure, type Reached, success } from './support.ts';

const DATASET = 'ds_01H...';

/** Sends the documented examples with a generated client. */
export async function buzzabout({ url, key, noting }: Reached): Promise<void> {
  const client = createClient<paths>({ baseUrl: url, headers: { 'x-api-key': key } });
  client.use(noting);

  const mentions = await success(
    client.POST('/v1/mentions', {
      body: {
        dataset_ids: [DATASET],
        limit: 1,
        sort: 'engagement_rate',
        order: 'desc',
        filters: [[{ type: 'sentiment', values: ['positive'] }]],
      },
    }),
  );
  assert.equal(mentions.data[0]!.datasets[0]!.name, 'cold brew');
  assert.equal(typeof mentions.cursor, 'string');
  const unknown = await failure(client.POST('/v1/mentions', { body: { dataset_ids: ['ds_nothing'] } }), 404);
  assert.deepEqual([unknown.error_code, unknown.transient], ['dataset_not_found', false]);

  const made = await success(client.POST('/v1/datasets', { body: { name: 'espresso' } }), 201);
  const params = { path: { dataset_id: made.data.id } };
  const renamed = await success(client.PATCH('/v1/datasets/{dataset_id}', { params, body: { name: 'tea' } }));
  assert.equal(renamed.data.name, 'tea');
  const listed = await success(client.GET('/v1/datasets', { params: { query: { order: 'desc' } } }));
  assert.ok(listed.data.some(({ id }) => id === made.data.id));
  const mention = { source: 'reddit', id: 'one', text: 'Green tea', url: 'https://example.org/one' };
  const started = await success(
    client.POST('/v1/datasets/{dataset_id}/runs', {
      params,
      body: { search_query: { type: 'import', mentions: [mention] } },
    }),
    202,
  );
  const run = await success(
    client.GET('/v1/datasets/{dataset_id}/runs/{run_id}', {
      params: { path: { ...params.path, run_id: started.data.id } },
    }),
  );
  assert.equal(run.data.params.search_query.type, 'import');
  const runs = await success(client.GET('/v1/datasets/{dataset_id}/runs', { params }));
  assert.deepEqual([runs.data.length, runs.has_next], [1, false]);
  const found = await success(client.GET('/v1/datasets/{dataset_id}', { params }));
  assert.equal(found.data.name, 'tea');
  await success(client.DELETE('/v1/datasets/{dataset_id}', { params }), 204);

  // @ts-expect-error there is no such sort
  const refused = await failure(client.POST('/v1/mentions', { body: { sort: 'beauty' } }), 422);
  assert.ok(typeof refused.detail !== 'string' && refused.detail.errors['body.sort']);
}
