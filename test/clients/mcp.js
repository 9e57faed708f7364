import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';
import { runProgram } from '../support/process.ts';
import { folderOf, gateway } from './gateway.js';

const INSPECTOR = fileURLToPath(new URL('node_modules/.bin/mcp-inspector', import.meta.url));
const CONFORMANCE = fileURLToPath(new URL('node_modules/.bin/conformance', import.meta.url));
const TRIBUTARY = fileURLToPath(new URL('../../gateway/bin/tributary.js', import.meta.url));

/** Runs a method by the Inspector's command line, and returns what it prints. */
async function inspect(target, method, ...more) {
  const { code, stdout, stderr } = await runProgram(INSPECTOR, [
    '--cli',
    // Its default, 15 s, is too short for starting a process on a busy machine.
    '--connect-timeout',
    '120000',
    ...target,
    '--method',
    method,
    ...more,
  ]);
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
  'over standard input and output': () => [
    '-e',
    `TRIBUTARY_URL=${new URL('/', gateway.url).href}`,
    '-e',
    `TRIBUTARY_API_KEY=${key()}`,
    process.execPath,
    TRIBUTARY,
    'mcp',
  ],
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

/**
 * The scenarios of the protocol's conformance suite that need no tool, resource or prompt of the
 * suite's own, by version of the protocol.
 */
const SCENARIOS = {
  '2025-11-25': ['server-initialize', 'ping', 'tools-list', 'dns-rebinding-protection'],
  '2026-07-28': [
    'server-stateless',
    'tools-list',
    'caching',
    'dns-rebinding-protection',
    'http-header-validation',
    'input-required-result-unsupported-methods',
  ],
};

/** Matches the failures of checks that need such a tool, or prompts or resources, after all. */
const NOT_APPLICABLE =
  /^(Not testable: server does not list the diagnostic tool|(prompts|resources)\/\S+ returned JSON-RPC error -32601)/;

/**
 * Starts a proxy that adds the key to requests, which the conformance suite cannot do, and keeps
 * everything else, the Host and Origin included.
 */
async function startProxy(t) {
  const { hostname, port } = new URL(gateway.url);
  const proxy = createServer((incoming, outgoing) => {
    const headers = { ...incoming.headers, authorization: `Bearer ${key()}` };
    const { method, url: path } = incoming;
    const forwarded = request({ hostname, port, method, path, headers, setHost: false }, (response) => {
      outgoing.writeHead(response.statusCode, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.destroy());
    incoming.pipe(forwarded);
  }).listen(0, '127.0.0.1');
  t.after(() => proxy.close());
  await once(proxy, 'listening');
  return `http://127.0.0.1:${proxy.address().port}/mcp`;
}

for (const [version, scenarios] of Object.entries(SCENARIOS))
  for (const scenario of scenarios)
    test(`the conformance suite of MCP passes: ${version}, ${scenario}`, async (t) => {
      const [url, cwd] = await Promise.all([startProxy(t), folderOf(t)]);
      const { code, stdout, stderr } = await runProgram(
        CONFORMANCE,
        ['server', '--url', url, '--scenario', scenario, '--spec-version', version],
        { cwd },
      );
      const output = stripVTControlCharacters(stdout);
      const failed = output.match(/ FAILURE /g)?.length ?? 0;
      const reasons = [...output.matchAll(/^ +Error: (.*)$/gm)].map(([, reason]) => reason);
      assert.match(output, / SUCCESS /, stderr);
      assert.equal(reasons.filter((reason) => NOT_APPLICABLE.test(reason)).length, failed, output);
      assert.ok(code === 0 || failed > 0, output + stderr);
    });
