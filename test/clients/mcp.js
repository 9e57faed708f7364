import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { runProgram } from '../support/process.ts';
import { gateway } from './gateway.js';

const INSPECTOR = fileURLToPath(new URL('node_modules/.bin/mcp-inspector', import.meta.url));
const TRIBUTARY = fileURLToPath(new URL('../../gateway/bin/tributary.js', import.meta.url));

/** Runs a method by the Inspector's command line, and returns what it prints. */
async function inspect(target, method, ...more) {
  const { code, stdout, stderr } = await runProgram(
    INSPECTOR,
    ['--cli', ...target, '--method', method, ...more],
    {
      env: {
        PATH: process.env.PATH,
        TRIBUTARY_URL: new URL('/', gateway.url).href,
        TRIBUTARY_API_KEY: gateway.headers['X-API-Key'],
      },
    },
  );
  assert.equal(code, 0, stderr || stdout);
  return JSON.parse(stdout);
}

const key = () => gateway.headers['X-API-Key'];
const TARGETS = {
  'over HTTP': () => [
    new URL('/mcp', gateway.url).href,
    '--transport',
    'http',
    '--header',
    `Authorization: Bearer ${key()}`,
  ],
  'over standard input and output': () => [process.execPath, TRIBUTARY, 'mcp'],
};

for (const [name, target] of Object.entries(TARGETS))
  test(`the MCP Inspector lists and calls tools ${name}`, async () => {
    const { tools } = await inspect(target(), 'tools/list');
    assert.ok(tools.some((tool) => tool.name === 'search_posts'));
    const result = await inspect(
      target(),
      'tools/call',
      '--tool-name',
      'search_posts',
      '--tool-arg',
      'first=2',
    );
    assert.ok(!result.isError, JSON.stringify(result));
    assert.equal(result.content[0].type, 'text');
  });
