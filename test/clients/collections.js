import assert from 'node:assert/strict';
import { test } from 'node:test';
import newman from 'newman';
import { gateway } from './gateway.js';

/** The API whose operations query the platforms, which a test must not do. */
const LOOKS_UP = 'Creator Tracking';

test('newman runs the Postman collection: every response has a documented status', async () => {
  const address = new URL('/schema/collections/postman.json', gateway.url);
  const collection = await (await fetch(address)).json();
  const summary = await new Promise((resolve, reject) =>
    newman.run(
      {
        collection,
        folder: collection.item.map(({ name }) => name).filter((name) => name !== LOOKS_UP),
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
  assert.ok(stats.requests.total > 40, `${stats.requests.total} requests`);
  assert.equal(stats.assertions.total, stats.requests.total);
});
