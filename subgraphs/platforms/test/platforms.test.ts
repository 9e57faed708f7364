import { afterEach, describe, expect, test } from '@jest/globals';
import * as upstreams from '../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../test/upstreams/stand-in.ts';
import type { ClientPolicy, Credentials, Publisher, PublishingPlatform } from '../src/index.ts';
import { openAll } from './support.ts';

// Tests specific to one platform; the common ones are in publishers.test.ts.

const signal = new AbortController().signal;
const stops: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
});

async function start(vendor: upstreams.Platform): Promise<StandIn> {
  const standIn = await startStandIn(vendor);
  stops.push(() => standIn.stop());
  return standIn;
}

function open(
  platform: PublishingPlatform,
  env: Record<string, string> = {},
  policy: Partial<ClientPolicy> = {},
): Publisher {
  return openAll(env, policy).get(platform)!;
}

async function publish(
  publisher: Publisher,
  body: string,
  credentials: Credentials,
  thread: readonly string[] = [],
) {
  const startedAt = new Date();
  const reference = await publisher.reserve(1 + thread.length);
  const post = { body, thread, media: [], reference, startedAt };
  return publisher.publish(post, credentials, signal);
}

describe('mastodon', () => {
  test('a server’s own limit is read before anything is sent', async () => {
    const server = upstreams.mastodon({ maxCharacters: 20 });
    const { url } = await start(server);
    const credentials = { server: url, accessToken: 't' };
    await expect(publish(open('mastodon'), 'a'.repeat(21), credentials)).rejects.toMatchObject({
      fault: 'refused',
      message: 'This Mastodon server accepts at most 20 characters; the text has 21.',
    });
    expect(server.posts).toEqual([]);
    await publish(open('mastodon'), 'a'.repeat(20), credentials);
    expect(server.posts).toHaveLength(1);
  });

  test('a server with a higher limit receives longer posts', async () => {
    const server = upstreams.mastodon({ maxCharacters: 5_000 });
    const { url } = await start(server);
    const publisher = open('mastodon');
    const body = 'a'.repeat(4_000);
    expect(publisher.check({ body, thread: [], media: [] })).toEqual([]);
    await publish(publisher, body, { server: url, accessToken: 't' });
    expect(server.posts[0]!.text).toBe(body);
  });
});

describe('bluesky', () => {
  test('facets have byte offsets, a mention has its DID, and a mention of an unknown handle stays text', async () => {
    const server = upstreams.bluesky();
    const { url } = await start(server);
    const body = '🫖 @friend.test and @nobody.test: https://tea.example/茶';
    await publish(open('bluesky'), body, { identifier: 'a', password: 'b', server: url });
    const { facets } = server.posts[0]!.sent as { facets: Facet[] };
    const bytes = Buffer.from(body);
    const found = facets.map(({ index, features: [feature] }) => [
      bytes.subarray(index.byteStart, index.byteEnd).toString(),
      feature!.did ?? feature!.uri,
    ]);
    expect(found.sort()).toEqual([
      ['@friend.test', 'did:plc:8'],
      ['https://tea.example/茶', 'https://tea.example/茶'],
    ]);
  });

  test('a thread is written in one request, each post under its own key', async () => {
    const server = upstreams.bluesky();
    const standIn = await start(server);
    const thread = Array.from({ length: 99 }, (_, place) => `Post ${place + 2}`);
    await publish(open('bluesky'), 'Post 1', { identifier: 'a', password: 'b', server: standIn.url }, thread);
    expect(server.posts.map(({ text }) => text)).toEqual(['Post 1', ...thread]);
    expect(new Set(server.posts.map(({ id }) => id)).size).toBe(100);
    expect(standIn.calls.filter((call) => call.endsWith('applyWrites'))).toHaveLength(1);
  });

  test('every post of a thread must be within the limit', () => {
    const { check } = open('bluesky');
    const thread = ['b', 'c'.repeat(301)];
    expect(check({ body: 'a', thread, media: [] })).toEqual([
      {
        field: 'thread',
        message: 'Post 3 of the thread: Bluesky accepts at most 300 characters; the text has 301.',
      },
    ]);
    expect(check({ body: 'a', thread: Array(100).fill('b'), media: [] })).toEqual([
      { field: 'thread', message: 'Bluesky accepts at most 99 posts after the first.' },
    ]);
  });

  test('one session serves many posts', async () => {
    const server = upstreams.bluesky();
    const standIn = await start(server);
    const publisher = open('bluesky', { BLUESKY_PDS_URL: standIn.url });
    for (const body of ['one', 'two', 'three'])
      await publish(publisher, body, { identifier: 'a', password: 'b' });
    expect(standIn.calls.filter((call) => call.endsWith('createSession'))).toHaveLength(1);
    expect(server.posts).toHaveLength(3);
  });

  test('300 graphemes are within the limit, unless they exceed 3,000 bytes', () => {
    const { check } = open('bluesky');
    expect(check({ body: '👍🏽'.repeat(300), thread: [], media: [] })).toEqual([]);
    expect(check({ body: '👨‍👩‍👧‍👦'.repeat(121), thread: [], media: [] })).toMatchObject([
      { message: expect.stringContaining('3000 bytes') },
    ]);
    expect(check({ body: 'a'.repeat(301), thread: [], media: [] })).toMatchObject([
      { message: expect.stringContaining('300') },
    ]);
  });
});

interface Facet {
  index: { byteStart: number; byteEnd: number };
  features: { did?: string; uri?: string }[];
}

test('discord: a thread of the channel has its own URL, and is an account of its own', async () => {
  const server = upstreams.discord();
  const { url } = await start(server);
  const publisher = open('discord', { DISCORD_URL: url });
  const channel = { url: 'https://discord.com/api/webhooks/71/token' };
  const thread = { url: 'https://discord.com/api/webhooks/71/token?thread_id=9007199254740993' };
  await publish(publisher, 'to the channel', channel);
  await publish(publisher, 'to the thread', thread);
  expect(server.posts.map(({ text, sent }) => [text, (sent as { thread?: string }).thread])).toEqual([
    ['to the channel', undefined],
    ['to the thread', '9007199254740993'],
  ]);
  const verified = await Promise.all([channel, thread].map((each) => publisher.verify(each, signal, 'w')));
  expect(verified.map(({ externalId }) => externalId)).toEqual(['71', '71/9007199254740993']);
});

test('x: a text that X has escaped is found again', async () => {
  const server = upstreams.x();
  const { url } = await start(server);
  const publisher = open('x', { X_URL: url });
  const startedAt = new Date();
  const body = 'R&D <3 >2, &amp; is &lt;b&gt;: https://example.com/?a=1&amp;b=2';
  const post = { body, thread: [], media: [], reference: await publisher.reserve(1), startedAt };
  await publisher.publish(post, { accessToken: 'good' }, signal);
  expect(await publisher.find(post, { accessToken: 'good' }, signal)).toEqual({
    id: '1',
    url: 'https://x.com/i/status/1',
  });
  const other = { ...post, body: 'R&D <3 >2, & is <b>: https://example.com/?a=1&b=2' };
  expect(await publisher.find(other, { accessToken: 'good' }, signal)).toBeNull();
});

test('discord: no message pings anyone', async () => {
  const server = upstreams.discord();
  const { url } = await start(server);
  const credentials = { url: 'https://discord.com/api/webhooks/71/token' };
  await publish(open('discord', { DISCORD_URL: url }), '@everyone <@1> tea', credentials);
  expect(server.posts[0]!.sent).toMatchObject({
    allowed_mentions: { parse: [] },
    content: '@everyone <@1> tea',
  });
});

test.each([
  'https://evil.example/api/webhooks/71/token/../../x',
  'https://discord.com/api/users/@me',
  'https://discord.com/api/webhooks/71/token?thread_id=general',
])('discord: %s is no webhook', async (url) => {
  await expect(open('discord').verify({ url }, signal, 'a workspace')).rejects.toMatchObject({
    fault: 'credentials',
  });
});

test('slack: no message notifies anyone, and a bot’s message has its URL', async () => {
  const server = upstreams.slackBots();
  const { url } = await start(server);
  const credentials = { botToken: 'xoxb-7', channel: 'C1' };
  const published = await publish(open('slack', { SLACK_URL: url }), '<!channel> tea & more', credentials);
  expect(server.posts[0]!.text).toBe('&lt;!channel&gt; tea &amp; more');
  expect(published).toEqual({ id: '1', url: 'https://team.slack.com/p1' });
});

test('telegram: a caption has a lower limit', () => {
  const { check } = open('telegram');
  const body = 'a'.repeat(1_025);
  expect(check({ body, thread: [], media: [] })).toEqual([]);
  expect(check({ body, thread: [], media: [{ contentType: 'image/png', size: 1 }] })).toMatchObject([
    { field: 'body' },
  ]);
});

test('linkedin: reserved characters are escaped, hashtags are not', async () => {
  const server = upstreams.linkedin();
  const { url } = await start(server);
  const credentials = { accessToken: 't' };
  await publish(open('linkedin', { LINKEDIN_URL: url }), 'Tea (hot) @home *now* #tea', credentials);
  expect(server.posts[0]!.text).toBe('Tea \\(hot\\) \\@home \\*now\\* #tea');
});

test('dev: the first line is the title, and front matter is not', async () => {
  const server = upstreams.devto();
  const { url } = await start(server);
  const publisher = open('devto', { DEV_URL: url });
  await publish(publisher, '# On tea\n\nIt is *hot*.', { apiKey: 'k' });
  expect(server.posts[0]!.sent).toEqual({ title: 'On tea', body_markdown: 'It is *hot*.', published: true });
  expect(publisher.check({ body: 'Title\n---\npublished: false\n---', thread: [], media: [] })).toMatchObject(
    [{ field: 'body' }],
  );
});

describe('webhook', () => {
  const body = 'tea';

  test('a private address is refused before anything is sent, unless it is allowed', async () => {
    const server = upstreams.webhookReceiver();
    const standIn = await start(server);
    const credentials = { url: standIn.url, secret: upstreams.WEBHOOK_SECRET };
    const closed = open('webhook', {}, { allowPrivate: false });
    await expect(closed.verify(credentials, signal, 'a workspace')).rejects.toMatchObject({
      fault: 'refused',
      message: expect.stringContaining('not public'),
    });
    await expect(publish(closed, body, credentials)).rejects.toMatchObject({ fault: 'refused' });
    expect(standIn.calls).toEqual([]);
    await publish(open('webhook'), body, credentials);
    expect(server.posts).toHaveLength(1);
  });

  test('a wrong secret is noticed by the receiver', async () => {
    const { url } = await start(upstreams.webhookReceiver());
    const credentials = { url, secret: `whsec_${Buffer.from('another secret').toString('base64')}` };
    await expect(publish(open('webhook'), body, credentials)).rejects.toMatchObject({ fault: 'refused' });
  });

  test.each(['ftp://tea.example', 'http://user:pass@tea.example', 'tea'])(
    '%s is no address for one',
    async (url) => {
      const credentials = { url, secret: upstreams.WEBHOOK_SECRET };
      await expect(open('webhook').verify(credentials, signal, 'a workspace')).rejects.toMatchObject({
        fault: 'credentials',
      });
    },
  );
});

test('a server that an account names must be public, a configured one need not', async () => {
  const standIn = await start(upstreams.bluesky());
  const env = { BLUESKY_PDS_URL: standIn.url };
  const publicOnly = { allowPrivate: false };
  const own = { identifier: 'a', password: 'b' };
  await expect(open('bluesky', env, publicOnly).verify(own, signal, 'a workspace')).resolves.toMatchObject({
    externalId: 'did:plc:7',
  });
  await expect(
    open('bluesky', env, publicOnly).verify({ ...own, server: standIn.url }, signal, 'a workspace'),
  ).rejects.toMatchObject({
    message: expect.stringContaining('not public'),
  });
  await expect(
    open('mastodon', env, publicOnly).verify(
      { server: standIn.url, accessToken: 't' },
      signal,
      'a workspace',
    ),
  ).rejects.toMatchObject({ message: expect.stringContaining('not public') });
});
