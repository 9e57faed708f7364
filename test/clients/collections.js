import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
// The module by which Bruno writes the files of a collection that it imports.
import bruno from '@usebruno/cli/src/utils/collection.js';
import newman from 'newman';
import { runProgram } from '../support/process.ts';
import { folderOf, gateway } from './gateway.js';

const BRU = fileURLToPath(new URL('node_modules/.bin/bru', import.meta.url));

/** The API whose operations query the platforms, which a test must not do. */
const LOOKS_UP = 'Creator Tracking';

test('newman runs the Postman collection: every response has a documented status', async () => {
  const collection = await readCollection('postman');
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

test("Bruno's runner runs its collection: every response has a documented status", async (t) => {
  const [collection, folder] = [await readCollection('bruno'), await folderOf(t)];
  await bruno.createCollectionFromBrunoObject(collection, folder, { format: 'bru' });
  const folders = collection.items.map(({ name }) => name).filter((name) => name !== LOOKS_UP);
  const variables = { baseUrl: new URL(gateway.url).origin, apiKey: gateway.headers['X-API-Key'] };
  const { code, stdout, stderr } = await runProgram(
    BRU,
    [
      'run',
      ...folders,
      '-r',
      '--env',
      'local',
      ...Object.entries(variables).flatMap(([name, value]) => ['--env-var', `${name}=${value}`]),
      '--reporter-json',
      'report.json',
    ],
    { cwd: folder },
  );
  assert.equal(code, 0, stdout + stderr);
  const [{ summary }] = JSON.parse(await readFile(join(folder, 'report.json'), 'utf8'));
  assert.ok(summary.totalRequests > 40, `${summary.totalRequests} requests`);
  assert.deepEqual([summary.failedRequests, summary.failedTests], [0, 0]);
  assert.equal(summary.totalTests, summary.totalRequests);
});

/** Returns the collection that the gateway serves for a program. */
async function readCollection(program) {
  const address = new URL(`/schema/collections/${program}.json`, gateway.url);
  return (await fetch(address)).json();
}
