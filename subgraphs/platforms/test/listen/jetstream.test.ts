import { afterEach, expect, test } from '@jest/globals';
import { bluesky } from '../../../../test/upstreams/listening/bluesky.ts';
import type { VendorRequest } from '../../../../test/upstreams/stand-in.ts';
import type { Batch, Item } from '../../src/index.ts';
import type { StreamedTail } from '../../src/listen/source.ts';
import { open, options, postsOf, start, stopAll } from './support.ts';

afterEach(stopAll);

type Stream = (asked: VendorRequest, send: (text: string) => void) => void;

/** Starts a server with this stream, and opens the source with it. */
async function openWith(stream: Stream, posts = postsOf(1)) {
  const standIn = await start({ ...bluesky(posts), stream });
  const socket = standIn.url.replace('http', 'ws');
  const source = open('bluesky', {
    BLUESKY_JETSTREAM_URL: socket,
    BLUESKY_JETSTREAM_V1_URL: `${socket}/v1`,
    BLUESKY_APPVIEW_URL: standIn.url,
  });
  return { standIn, source, tail: source.tail as StreamedTail };
}

async function firstOf(tail: StreamedTail, cursor: string | null = null): Promise<Batch> {
  for await (const batch of tail.stream(cursor, options())) return batch;
  throw new Error('The stream has ended.');
}

const commit = (seq: number, members: object) =>
  JSON.stringify({
    $type: 'message',
    payload: {
      $type: 'network.bsky.jetstream.subscribeEvents#commit',
      seq,
      did: 'did:plc:7',
      time: '2026-11-20T10:00:00.000Z',
      operation: 'create',
      collection: 'app.bsky.feed.post',
      rkey: `3k${seq}`,
      ...members,
    },
  });
const info = (name: string) =>
  JSON.stringify({
    $type: 'message',
    payload: { $type: 'network.bsky.jetstream.subscribeEvents#info', name },
  });
const account = (members: object) =>
  JSON.stringify({
    $type: 'message',
    payload: {
      $type: 'network.bsky.jetstream.subscribeEvents#account',
      seq: 90,
      did: 'did:plc:7',
      time: '2026-11-20T10:00:01.000Z',
      ...members,
    },
  });

test('posts, replies, links, pictures and deletions are read; other collections and #info are not', async () => {
  const record = {
    text: 'Tea with https://example.org/a #tea',
    createdAt: '2036-01-01T00:00:00Z',
    langs: ['pt-BR'],
    reply: {
      root: { uri: 'at://did:plc:8/app.bsky.feed.post/r' },
      parent: { uri: 'at://did:plc:9/app.bsky.feed.post/p' },
    },
    facets: [
      { features: [{ $type: 'app.bsky.richtext.facet#link', uri: 'https://example.org/a' }] },
      { features: [{ $type: 'app.bsky.richtext.facet#tag', tag: 'tea' }] },
    ],
    embed: {
      $type: 'app.bsky.embed.recordWithMedia',
      media: {
        $type: 'app.bsky.embed.images',
        images: [{ alt: 'A pot', image: { ref: { $link: 'bafkrei1' } } }],
      },
    },
  };
  const { tail } = await openWith((_, send) => {
    send(info('OutdatedCursor'));
    send(commit(1, { record }));
    send(commit(2, { record: { text: 'like' }, collection: 'app.bsky.feed.like' }));
    send(commit(3, { record: { text: 'gone' } }));
    send(commit(4, { operation: 'delete', rkey: '3k3' }));
  });
  const { items, deletions } = await firstOf(tail);
  expect(items).toMatchObject([
    {
      nativeId: 'at://did:plc:7/app.bsky.feed.post/3k1',
      kind: 'comment',
      language: 'pt-BR',
      // A client's time in the future is not believed.
      createdAt: new Date('2026-11-20T10:00:00.000Z'),
      parentId: 'at://did:plc:9/app.bsky.feed.post/p',
      rootId: 'at://did:plc:8/app.bsky.feed.post/r',
      links: ['https://example.org/a'],
      tags: ['tea'],
      media: [
        {
          type: 'photo',
          alt: 'A pot',
          url: 'https://cdn.bsky.app/img/feed_fullsize/plain/did:plc:7/bafkrei1@jpeg',
        },
      ],
      author: { nativeId: 'did:plc:7', handle: null },
      metrics: { likes: null, comments: null, shares: null, views: null },
    },
  ]);
  expect(deletions).toEqual([{ nativeId: 'at://did:plc:7/app.bsky.feed.post/3k3' }]);
});

test('a deleted or deactivated account deletes everything of its author', async () => {
  const { tail } = await openWith((_, send) => {
    send(commit(1, { record: { text: 'tea' } }));
    send(account({ active: false, status: 'deleted' }));
  });
  expect(await firstOf(tail)).toMatchObject({ items: [], deletions: [{ authorId: 'did:plc:7' }] });
});

test('an account that is active again deletes nothing', async () => {
  const { tail } = await openWith((_, send) => send(account({ active: true })));
  expect(await firstOf(tail)).toMatchObject({ items: [], deletions: [] });
});

test('the kinds and the collection are requested in the words of version 2', async () => {
  const { tail, standIn } = await openWith((_, send) => send(commit(1, { record: { text: 'tea' } })));
  await firstOf(tail);
  const [call] = standIn.calls;
  expect(call).toBe(
    '/xrpc/network.bsky.jetstream.subscribeEvents?kinds=commit&kinds=account&collections=app.bsky.feed.post',
  );
});

test('a cursor is a sequence number at its own server, and a time at another one', async () => {
  const { tail, standIn } = await openWith((_, send) => send(commit(7, { record: { text: 'tea' } })));
  const { cursor } = await firstOf(tail);
  const elsewhere = JSON.stringify({ ...JSON.parse(cursor), host: 'wss://elsewhere.example' });
  await firstOf(tail, elsewhere);
  expect(standIn.calls[1]).toContain(`&cursor=${(Date.parse('2026-11-20T10:00:00.000Z') - 5_000) * 1_000}`);
  const ended = new AbortController();
  const again = tail.stream(cursor, { signal: ended.signal })[Symbol.asyncIterator]().next();
  while (standIn.calls.length < 3) await new Promise((resolve) => setImmediate(resolve));
  ended.abort();
  await expect(again).rejects.toMatchObject({ fault: 'cancelled' });
  expect(standIn.calls[2]).toContain('&cursor=7');
});

test('a sequence number that is too old is replaced by its time', async () => {
  const posts = postsOf(1);
  const { tail, standIn } = await openWith(({ query }, send) => {
    if (Number(query.get('cursor')) < 1e15 && query.has('cursor')) throw new Error('CursorTooOld');
    send(commit(8, { record: { text: 'tea' } }));
  }, posts);
  const { cursor } = await firstOf(tail);
  const { items } = await firstOf(tail, cursor.replace('"seq":8', '"seq":5'));
  expect(items).toHaveLength(1);
  expect(standIn.calls).toHaveLength(3);
});

test('version 1 takes the place of a server that cannot be reached', async () => {
  const { tail, standIn } = await openWith(({ path }, send) => {
    if (path.startsWith('/xrpc/')) throw new Error('NotFound');
    send(
      JSON.stringify({
        did: 'did:plc:7',
        time_us: 1_763_632_800_000_000,
        kind: 'commit',
        commit: {
          operation: 'create',
          collection: 'app.bsky.feed.post',
          rkey: '3k1',
          record: { text: 'tea' },
        },
      }),
    );
  });
  const { items, cursor } = await firstOf(tail);
  expect(items.map(({ text }) => text)).toEqual(['tea']);
  expect(standIn.calls[1]).toBe('/v1/subscribe?wantedCollections=app.bsky.feed.post');
  expect(JSON.parse(cursor)).toMatchObject({ seq: null, micros: 1_763_632_800_000_000 });
});

test('an error frame ends the stream, which then continues from its cursor', async () => {
  const { tail } = await openWith((_, send) => {
    send(commit(1, { record: { text: 'tea' } }));
    setImmediate(() => send(JSON.stringify({ $type: 'error', error: 'ConsumerTooSlow', message: 'slow' })));
  });
  const stream = tail.stream(null, options())[Symbol.asyncIterator]();
  const { value } = await stream.next();
  expect((value as Batch).items).toHaveLength(1);
  await expect(stream.next()).rejects.toMatchObject({ message: 'Jetstream ended: ConsumerTooSlow.' });
});

test('a slow consumer stops the server instead of filling the memory, and loses nothing', async () => {
  const total = 5_000;
  const padding = 'x'.repeat(1_000);
  const { tail } = await openWith((_, send) => {
    for (let seq = 1; seq <= total; seq++) send(commit(seq, { record: { text: `tea ${padding}` } }));
  });
  const found: Item[] = [];
  let largest = 0;
  for await (const { items } of tail.stream(null, options())) {
    largest = Math.max(largest, items.length);
    found.push(...items);
    if (found.length === total) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(new Set(found.map(({ nativeId }) => nativeId)).size).toBe(total);
  expect(largest).toBeLessThanOrEqual(500);
});

test('matches are completed with handles and counts', async () => {
  const posts = postsOf(3);
  const { source, tail } = await openWith((_, send) => send(commit(3, { record: { text: 'tea' } })), posts);
  const { items } = await firstOf(tail);
  expect(await source.complete!(items, options())).toMatchObject([
    {
      url: 'https://bsky.app/profile/someone.test/post/3k3',
      author: { nativeId: 'did:plc:7', handle: 'someone.test', displayName: 'Some One', followers: 12 },
      metrics: { likes: 5, comments: 2, shares: 1, views: null },
    },
  ]);
});

test('matches are delivered incomplete while the AppView fails', async () => {
  const { source, tail, standIn } = await openWith((_, send) => send(commit(3, { record: { text: 'tea' } })));
  const { items } = await firstOf(tail);
  standIn.play('broken');
  expect(await source.complete!(items, options())).toEqual(items);
});
