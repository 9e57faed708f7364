import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { readRouterFile, startRouter } from '@tributary/gateway/router';
import { eventually, silentLog, testConfig } from '@tributary/kit/testing';

const folder = process.env.FEDERATION_AUDIT;
const PORT = 4200;
const AUDIT = `http://localhost:${PORT}`;
/** Cases in the audit: fewer would be an incomplete copy. */
const LEAST_CASES = 199;

let server;
before(async () => {
  const args = [join(folder, 'node_modules/tsx/dist/cli.mjs'), 'src/cli.ts', 'serve', '--port', String(PORT)];
  server = spawn(process.execPath, args, { cwd: folder, stdio: 'ignore' });
  await eventually(async () => assert.equal((await fetch(`${AUDIT}/_health`)).status, 200));
});
after(async () => {
  const ended = once(server, 'exit');
  server.kill();
  await ended;
});

const read = async (path) => (await fetch(`${AUDIT}/${path}`)).text();

/** Runs work with a router of a supergraph, with what its file says. */
async function withRouter(supergraphSdl, text, work) {
  const file = readRouterFile('router.yaml', text, () => undefined);
  const router = await startRouter(testConfig(), silentLog, { supergraphSdl, plain: true, file });
  try {
    return await work(router);
  } finally {
    await router.stop();
  }
}

async function ask({ url }, query) {
  const response = await fetch(new URL('/graphql', url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query }),
  });
  return response.json();
}

/** Returns what is wrong with a response; null if it is what the audit expects. */
function wrongIn({ query, expected }, { data = null, errors }) {
  const found = {
    data,
    ...(typeof expected.errors === 'boolean' ? { errors: Boolean(errors?.length) } : {}),
  };
  try {
    assert.deepEqual(found, { data: null, ...expected });
    return null;
  } catch (error) {
    return `${query}\n${error.message}`;
  }
}

/** Runs every case some times in a row; returns how many there are, and what is wrong. */
async function runAudit(text, times) {
  const wrong = [];
  let cases = 0;
  for (const id of JSON.parse(await read('ids'))) {
    const suite = JSON.parse(await read(`${id}/tests`));
    cases += suite.length;
    await withRouter(await read(`${id}/supergraph`), text, async (router) => {
      for (let time = 0; time < times; time++)
        for (const each of suite) {
          // The audit's subgraphs accept a mutation once.
          if (time > 0 && /^\s*mutation/.test(each.query)) continue;
          const reason = wrongIn(each, await ask(router, each.query));
          if (reason) wrong.push(`${id}, time ${time + 1}: ${reason}`);
        }
    });
  }
  return { cases, wrong };
}

describe('the public audit of federation gateways', () => {
  for (const [name, text, times] of [
    ['passes without a cache', '{}', 1],
    [
      'passes with a cache, whose parts other cases have stored',
      'cache: { maxAgeSeconds: 60, wholeResponses: false }',
      2,
    ],
    ['passes with a cache of whole responses', 'cache: { maxAgeSeconds: 60 }', 2],
  ])
    test(name, async () => {
      const { cases, wrong } = await runAudit(text, times);
      assert.deepEqual(wrong, []);
      assert.ok(cases >= LEAST_CASES, `${cases} cases`);
    });
});
