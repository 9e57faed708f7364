import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { temporaryFolder } from '@tributary/kit/testing';
import * as processes from '../support/process.ts';

/**
 * The gateway of all client tests: its GraphQL URL, and the only header that a client must send.
 */
export const gateway = { url: '', headers: {} };

let folder;
let running;

// Registered here, because every module with tests imports this one before it registers its own.
before(startGateway);
after(stopGateway);

/** Starts the product with an empty data directory; its demo has a native key. */
async function startGateway() {
  folder = await temporaryFolder('tributary-clients-');
  running = await processes.startGateway({ env: { TRIBUTARY_DATA_DIR: folder } });
  const keys = JSON.parse(await readFile(join(folder, 'demo-keys.json'), 'utf8'));
  gateway.url = `${running.url}/graphql`;
  gateway.headers = { 'X-API-Key': keys.native };
}

async function stopGateway() {
  await running?.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Returns the SDL of the API schema. */
export async function readSdl() {
  const response = await fetch(new URL('/schema/api.graphql', gateway.url), { headers: gateway.headers });
  return response.text();
}

/** Creates a temporary directory, which is deleted after the test. */
export async function folderOf(test) {
  const own = await temporaryFolder('tributary-client-');
  test.after(() => rm(own, { recursive: true, force: true }));
  return own;
}

/** A `fetch` that records the requests it sends. */
export function recordingFetch() {
  const sent = [];
  const send = (input, init) => {
    sent.push(JSON.parse(init.body));
    return fetch(input, init);
  };
  return { sent, send };
}
