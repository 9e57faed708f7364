import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { openAll } from '../../subgraphs/platforms/test/support.ts';
import { covered, PASSWORD, POSTS, startNetwork } from './network.js';

/** A PNG of one pixel. */
const PIXEL = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const PICTURE = {
  contentType: 'image/png',
  size: PIXEL.length,
  alt: 'One pixel 🟥',
  read: async () => PIXEL,
};
const signal = AbortSignal.timeout(60_000);

let network;
let publisher;
let credentials;

before(async () => {
  network = await startNetwork();
  publisher = openAll().get('bluesky');
  credentials = { identifier: 'alice.test', password: PASSWORD, server: network.url };
});
after(() => network?.stop());

const recordOf = async (rkey) =>
  (await network.ask('GET', 'com.atproto.repo.getRecord', { repo: network.alice, collection: POSTS, rkey }))
    .value;
const countRecords = async () => (await network.records(network.alice)).length;

async function post(body, { media = [], thread = [] } = {}) {
  const startedAt = new Date();
  return { body, thread, media, reference: await publisher.reserve(1 + thread.length), startedAt };
}

test('verifying an account returns its DID and handle', async () => {
  const account = await publisher.verify(credentials, signal);
  assert.equal(account.externalId, network.alice);
  assert.equal(account.handle, 'alice.test');
});

test('a wrong password is reported as a fault of the credentials', async () => {
  const wrong = { ...credentials, password: 'another' };
  await assert.rejects(publisher.verify(wrong, signal), { name: 'PublishError', fault: 'credentials' });
});

test('facets of links, mentions and hashtags have the right byte ranges after emoji', async () => {
  const body =
    '👨‍👩‍👧‍👦🫖 Grüße, @bob.test and @nobody.test: https://tea.example/pot?a=1&b=茶 and (tea.com) #Tee️☕';
  const sent = await post(body);
  await publisher.publish(sent, credentials, signal);
  const record = await recordOf(sent.reference);
  assert.equal(record.text, body);
  assert.equal(record.createdAt, sent.startedAt.toISOString());
  const found = covered(record);
  // A mention of an unknown handle stays plain text.
  assert.deepEqual(found.slice(0, 3).sort(), [
    ['@bob.test', network.bob],
    ['https://tea.example/pot?a=1&b=茶', 'https://tea.example/pot?a=1&b=茶'],
    ['tea.com', 'https://tea.com'],
  ]);
  assert.equal(found.length, 4);
  assert.equal(found[3][0].startsWith('#Tee'), true);
});

test('pictures are published with their descriptions', async () => {
  const sent = await post('Look', { media: [PICTURE, PICTURE] });
  await publisher.publish(sent, credentials, signal);
  const { embed } = await recordOf(sent.reference);
  assert.equal(embed.images.length, 2);
  assert.equal(embed.images[0].alt, 'One pixel 🟥');
  const { $link: cid } = embed.images[0].image.ref;
  assert.deepEqual(await network.ask('GET', 'com.atproto.sync.getBlob', { did: network.alice, cid }), PIXEL);
});

test('a reference is published once, even by concurrent attempts', async () => {
  const before = await countRecords();
  const sent = await post('Only once');
  const [first, ...others] = await Promise.all([
    publisher.publish(sent, credentials, signal),
    publisher.publish(sent, credentials, signal),
    publisher.publish(sent, credentials, signal),
  ]);
  for (const other of others) assert.deepEqual(other, first);
  assert.equal(await countRecords(), before + 1);
  // A record key that another post uses is not this post's, regardless of its author.
  const other = { ...sent, body: 'Changed' };
  await assert.rejects(publisher.publish(other, credentials, signal), { name: 'PublishError' });
  assert.equal(await publisher.find(other, credentials, signal), null);
  assert.equal((await recordOf(sent.reference)).text, 'Only once');
});

test('a thread is published whole, and each post replies to the previous one', async () => {
  const thread = ['🫖 Second, @bob.test', 'Third: https://tea.example'];
  const sent = await post('First', { media: [PICTURE], thread });
  const published = await publisher.publish(sent, credentials, signal);
  assert.deepEqual(await publisher.publish(sent, credentials, signal), published);
  assert.deepEqual(await publisher.find(sent, credentials, signal), published);
  const records = await network.records(network.alice);
  const [root, second, third] = sent.reference
    .split(',')
    .map((key) => records.find(({ uri }) => uri.endsWith(`/${key}`)));
  const linkTo = ({ uri, cid }) => ({ uri, cid });
  assert.equal(published.id, root.uri);
  assert.equal(root.value.reply, undefined);
  assert.equal(root.value.embed.images.length, 1);
  // The response contains the hashes that the server computed of its records.
  assert.deepEqual(second.value.reply, { root: linkTo(root), parent: linkTo(root) });
  assert.deepEqual(third.value.reply, { root: linkTo(root), parent: linkTo(second) });
  assert.deepEqual(
    [root, second, third].map(({ value }) => value.text),
    ['First', ...thread],
  );
  assert.deepEqual(covered(second.value), [['@bob.test', network.bob]]);
  assert.equal(root.value.createdAt < second.value.createdAt, true);
});

test('a thread whose last post is refused is not published at all', async () => {
  const before = await countRecords();
  const sent = await post('First', { thread: ['Second', '🫖'.repeat(301)] });
  assert.deepEqual(
    publisher.check(sent).map(({ field }) => field),
    ['thread'],
  );
  await assert.rejects(publisher.publish(sent, credentials, signal), { fault: 'refused' });
  assert.equal(await publisher.find(sent, credentials, signal), null);
  assert.equal(await countRecords(), before);
});

test('`find` returns a published post, and null for any other', async () => {
  const sent = await post('Here');
  assert.equal(await publisher.find(sent, credentials, signal), null);
  const published = await publisher.publish(sent, credentials, signal);
  assert.deepEqual(await publisher.find(sent, credentials, signal), published);
  assert.equal(published.id, `at://${network.alice}/${POSTS}/${sent.reference}`);
  assert.equal(await publisher.find(await post('Here'), credentials, signal), null);
});

test('300 graphemes of several bytes are accepted, and 301 refused', async () => {
  const body = '🫖'.repeat(300);
  assert.deepEqual(publisher.check(await post(body)), []);
  await publisher.publish(await post(body), credentials, signal);
  assert.equal(publisher.check(await post(`${body}🫖`)).length, 1);
  await assert.rejects(publisher.publish(await post(`${body}🫖`), credentials, signal), {
    name: 'PublishError',
    fault: 'refused',
  });
});
