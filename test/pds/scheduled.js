import assert from 'node:assert/strict';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { eventually, temporaryFolder } from '@tributary/kit/testing';
import { startGateway } from '../support/process.ts';
import { covered, PASSWORD, startNetwork } from './network.js';

const BODY = '👨‍👩‍👧‍👦🫖 Grüße, @bob.test: https://tea.example/pot?a=1&b=茶 and (tea.com) ☕';
/** How far ahead the post is scheduled, and how late it may appear, in milliseconds. */
const AHEAD = 5_000;
const LATEST = 2_000;

let network;
let folder;
let gateway;
let keys;

before(async () => {
  network = await startNetwork();
  folder = await temporaryFolder('tributary-pds-');
  const env = { TRIBUTARY_DATA_DIR: join(folder, 'data'), PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true' };
  gateway = await startGateway({ env, cwd: folder });
  keys = JSON.parse(await readFile(join(folder, 'data', 'demo-keys.json'), 'utf8'));
});
after(async () => {
  await gateway?.stop();
  await network?.stop();
  if (folder) await rm(folder, { recursive: true, force: true });
});

/** Sends JSON to the gateway and returns the JSON of its response. */
async function send(path, key, body) {
  const response = await fetch(gateway.url + path, {
    method: body === undefined ? 'GET' : 'POST',
    headers: {
      authorization: `Bearer ${key}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.ok(response.ok, `${path} answered ${response.status}`);
  return response.json();
}

async function connect() {
  const { data } = await send('/graphql', keys.native, {
    query: `mutation ($input: ConnectAccountInput!) {
      connectAccount(input: $input) {
        ... on AccountConnected { account { id handle } }
        ... on InvalidInput { message }
      }
    }`,
    variables: {
      input: {
        platform: 'BLUESKY',
        credentials: [
          { name: 'server', value: network.url },
          { name: 'identifier', value: 'alice.test' },
          { name: 'password', value: PASSWORD },
        ],
      },
    },
  });
  assert.equal(data.connectAccount.account?.handle, 'alice.test', data.connectAccount.message);
  return data.connectAccount.account.id;
}

test('a post that was scheduled over REST appears within two seconds of its time, once, with its facets', async (t) => {
  const account = await connect();
  const key = keys['social-crm'];
  const { id } = await send('/v1/posts', key, { body: BODY, account_ids: [account] });
  const due = Date.now() + AHEAD;
  const scheduled = await send(`/v1/posts/${id}/schedule`, key, {
    scheduled_at: new Date(due).toISOString(),
  });
  assert.equal(scheduled.status, 'scheduled');
  assert.deepEqual(await network.records(network.alice), []);

  const { uri, value } = await eventually(async () => {
    const [record] = await network.records(network.alice);
    assert.ok(record, 'It is not there yet.');
    return record;
  });
  // The only duration that these tests assert: the promised precision of scheduled posts.
  const late = Date.now() - due;
  t.diagnostic(`it appeared ${late} ms after its time`);
  assert.ok(late >= 0 && late <= LATEST, `It appeared ${late} ms after its time.`);

  assert.equal(value.text, BODY);
  assert.deepEqual(covered(value).sort(), [
    ['@bob.test', network.bob],
    ['https://tea.example/pot?a=1&b=茶', 'https://tea.example/pot?a=1&b=茶'],
    ['tea.com', 'https://tea.com'],
  ]);
  const post = await eventually(async () => {
    const post = await send(`/v1/posts/${id}`, key);
    assert.equal(post.status, 'published');
    return post;
  });
  assert.equal(
    post.targets[0].url,
    `https://bsky.app/profile/${network.alice}/post/${uri.split('/').at(-1)}`,
  );
  assert.equal((await network.records(network.alice)).length, 1);
});
