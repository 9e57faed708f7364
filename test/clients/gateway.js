import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryFolder } from '@tributary/kit/testing';
import * as processes from '../support/process.ts';

/** The gateway of all these tests: its GraphQL address, and the one header that a client has to be given. */
export const gateway = { url: '', headers: {} };

let folder;
let running;

/** Starts the product as a newcomer does: an empty data directory, and the demo's key for everything. */
export async function startGateway() {
  folder = await temporaryFolder('tributary-clients-');
  running = await processes.startGateway({ env: { TRIBUTARY_DATA_DIR: folder } });
  const keys = JSON.parse(await readFile(join(folder, 'demo-keys.json'), 'utf8'));
  gateway.url = `${running.url}/graphql`;
  gateway.headers = { 'X-API-Key': keys.native };
}

export async function stopGateway() {
  await running?.stop();
  await rm(folder, { recursive: true, force: true });
}

/** The SDL that clients may read. */
export async function readSdl() {
  const response = await fetch(new URL('/schema/api.graphql', gateway.url), { headers: gateway.headers });
  return response.text();
}

/** A folder of one test's own; it is removed with the test. */
export async function folderOf(test) {
  const own = await temporaryFolder('tributary-client-');
  test.after(() => rm(own, { recursive: true, force: true }));
  return own;
}

/** `fetch` that keeps what it has sent. */
export function recordingFetch() {
  const sent = [];
  const send = (input, init) => {
    sent.push(JSON.parse(init.body));
    return fetch(input, init);
  };
  return { sent, send };
}
