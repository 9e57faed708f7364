import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createClient } from '@hey-api/openapi-ts';
import openapiTs, { astToString } from 'openapi-typescript';
import { runProgram } from '../support/process.ts';
import { folderOf, gateway } from './gateway.js';

const DIALECTS = ['buzzabout', 'community-tracker', 'creator-tracking', 'social-crm', 'xtracker'];
const MODULES = fileURLToPath(new URL('node_modules', import.meta.url));
const TSC = fileURLToPath(new URL('../../node_modules/.bin/tsc', import.meta.url));
const FLAGS = ['--strict', '--noEmit', '--allowImportingTsExtensions', '--skipLibCheck', '--types', ''];

/** Returns the document of an API as a file, without the first server, which is the root. */
async function documentOf(dialect, folder) {
  const response = await fetch(new URL(`/schema/openapi/${dialect}.json`, gateway.url));
  const document = await response.json();
  const file = join(folder, `${dialect}.json`);
  await writeFile(file, JSON.stringify({ ...document, servers: document.servers.slice(1) }));
  return file;
}

test('Spectral finds no error in the OpenAPI documents', async (t) => {
  const folder = await folderOf(t);
  const files = await Promise.all(DIALECTS.map((dialect) => documentOf(dialect, folder)));
  const ruleset = join(folder, 'ruleset.json');
  await writeFile(ruleset, '{"extends":[["spectral:oas","recommended"]]}');
  const arguments_ = ['lint', ...files, '--ruleset', ruleset, '--fail-severity', 'error', '--quiet'];
  const { code, stdout, stderr } = await runProgram(join(MODULES, '.bin/spectral'), arguments_);
  assert.equal(code, 0, stdout + stderr);
});

for (const dialect of DIALECTS) {
  test(`openapi-typescript generates types of ${dialect} that compile`, async (t) => {
    const folder = await folderOf(t);
    const file = await documentOf(dialect, folder);
    const types = astToString(await openapiTs(await readFile(file, 'utf8')));
    await writeFile(join(folder, 'api.ts'), types);
    const { code, stdout } = await runProgram(TSC, [...FLAGS, 'api.ts'], { cwd: folder });
    assert.equal(code, 0, stdout);
  });

  test(`@hey-api/openapi-ts generates a client of ${dialect} that calls the gateway`, async (t) => {
    const folder = await folderOf(t);
    const input = await documentOf(dialect, folder);
    const output = join(folder, 'client');
    await createClient({
      input,
      output: { path: output, module: { extension: '.ts' } },
      plugins: ['@hey-api/client-fetch', '@hey-api/sdk', '@hey-api/typescript'],
      logs: { level: 'silent' },
    });
    await writeFile(join(folder, 'package.json'), '{"type":"module"}');
    const { client } = await import(join(output, 'client.gen.ts'));
    const operations = await import(join(output, 'sdk.gen.ts'));
    client.setConfig({ baseUrl: new URL(`/${dialect}`, gateway.url).href, headers: gateway.headers });
    const [name, options] = READS[dialect];
    const { data, response } = await operations[name](options);
    assert.equal(response.status, 200);
    assert.ok(data);
  });
}

/** An operation of each API that reads, with its parameters. */
const READS = {
  buzzabout: ['listDatasets', {}],
  'community-tracker': ['listPosts', { query: { keyword: 'AI tools', limit: 5 } }],
  'creator-tracking': ['ping', {}],
  'social-crm': ['listPosts', { query: { limit: 5 } }],
  xtracker: ['v1GetAccounts', {}],
};
