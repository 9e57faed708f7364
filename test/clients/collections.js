import assert from 'node:assert/strict';
import { test } from 'node:test';
import newman from 'newman';
import { gateway } from './gateway.js';

test('newman runs the Postman collection: every response has a documented status', async () => {
  const address = new URL('/schema/collections/postman.json', gateway.url);
  const collection = await (await fetch(address)).json();
  const summary = await new Promise((resolve, reject) =>
    newman.run(
      {
        collection,
        envVar: [{ key: 'apiKey', value: gateway.headers['X-API-Key'] }],
        timeoutRequest: 30_000,
      },
      (error, result) => (error ? reject(error) : resolve(result)),
    ),
  );
  const { stats, failures } = summary.run;
  assert.deepEqual(
    failures.map(({ source, error }) => `${source.name}: ${error.message}`),
    [],
  );
  assert.ok(stats.requests.total > 45, `${stats.requests.total} requests`);
  assert.equal(stats.assertions.total, stats.requests.total);
});
