import { afterEach, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '@tributary/kit/http-client';
import { gdelt, LIMIT_TEXT } from '../../../../test/upstreams/listening/gdelt.ts';
import { github } from '../../../../test/upstreams/listening/github.ts';
import { lobsters } from '../../../../test/upstreams/listening/lobsters.ts';
import { mastodon } from '../../../../test/upstreams/listening/mastodon.ts';
import { reddit } from '../../../../test/upstreams/listening/reddit.ts';
import { stackoverflow } from '../../../../test/upstreams/listening/stackoverflow.ts';
import { x } from '../../../../test/upstreams/listening/x.ts';
import type { Vendor } from '../../../../test/upstreams/stand-in.ts';
import type { Cost } from '../../src/index.ts';
import type { PolledTail } from '../../src/listen/source.ts';
import { open, options, postsOf, start, stopAll } from './support.ts';

afterEach(stopAll);

// Rules that only one vendor has; the common ones are in contract.ts.

describe('mastodon', () => {
  const timelines = (calls: readonly string[]) => calls.filter((call) => call.includes('/timelines/'));
  const openAt = (url: string) => open('mastodon', { MASTODON_INSTANCES: url });

  test('a timeline that a server does not show to everybody is not read', async () => {
    const rules = { live_feeds: { local: 'authenticated', remote: 'disabled' } };
    const { url, calls } = await start(mastodon(postsOf(2), rules));
    const { tail, places } = openAt(url);
    const { items, more } = await (tail as PolledTail).poll(null, options());
    expect([items, more]).toEqual([[], false]);
    expect(timelines(calls)).toEqual([]);
    expect(await places!.check(url, options())).toBe('This server does not show its timeline to the public.');
  });

  test('only the part of a timeline that is public is requested', async () => {
    const rules = {
      live_feeds: { local: 'public', remote: 'authenticated' },
      hashtag_feeds: { local: 'public', remote: 'public' },
    };
    const { url, calls } = await start(mastodon(postsOf(2), rules));
    const { tail, places } = openAt(url);
    await (tail as PolledTail).poll(null, options());
    await places!.poll('#tea', null, options());
    expect(timelines(calls)).toEqual([
      '/api/v1/timelines/public?limit=40&local=true',
      '/api/v1/timelines/tag/tea?limit=40',
    ]);
  });

  test('a server without version 2 of the instance endpoint is read', async () => {
    const vendor = mastodon(postsOf(2));
    const { url } = await start({
      ...vendor,
      answer: (request) =>
        request.path === '/api/v2/instance'
          ? { status: 404, body: { error: 'Not Found' } }
          : vendor.answer(request),
    });
    const { items } = await (openAt(url).tail as PolledTail).poll(null, options());
    expect(items).toHaveLength(2);
  });

  test('a post that two servers see is delivered once, and a server that fails stops no other', async () => {
    const posts = postsOf(2);
    const vendor = mastodon(posts);
    const federated: Vendor = {
      ...vendor,
      answer: (request) => vendor.answer({ ...request, headers: { host: 'm.example' } }),
    };
    const servers = await Promise.all([start(federated), start(federated), start(vendor)]);
    servers[2]!.play('broken');
    const { items, cursor } = await (openAt(servers.map(({ url }) => url).join()).tail as PolledTail).poll(
      null,
      options(),
    );
    expect(items.map(({ nativeId }) => nativeId)).toEqual([
      'http://m.example/users/someone/statuses/999999999999999',
      'http://m.example/users/someone/statuses/999999999999998',
    ]);
    expect(Object.keys(JSON.parse(cursor))).toHaveLength(2);
  });

  test('links to tags are no links, and the text is plain', async () => {
    const { url } = await start(mastodon(postsOf(1)));
    const { items } = await (openAt(url).tail as PolledTail).poll(null, options());
    expect(items).toMatchObject([
      { text: 'tea no. 1\n\nexample.org/a #tea', links: ['https://example.org/a'], tags: ['tea'] },
    ]);
  });

  test('a private address is refused as a place', async () => {
    const { url, calls } = await start(mastodon(postsOf(1)));
    const { places } = open('mastodon', {}, { allowPrivate: false });
    expect(await places!.check(url, options())).toBe(
      'The server could not be read: it is at an address that is not public.',
    );
    expect(calls).toEqual([]);
  });
});

test('stackoverflow: no request is sent before the end of a backoff', async () => {
  let now = Date.now();
  const vendor = stackoverflow(postsOf(1));
  const { url, calls } = await start({
    ...vendor,
    async answer(request) {
      const answered = await vendor.answer(request);
      return { ...answered, body: { ...(answered.body as object), backoff: 30 } };
    },
  });
  const tail = open('stackoverflow', { STACKEXCHANGE_URL: url }, { clock: () => now }).tail as PolledTail;
  const { cursor, items } = await tail.poll(null, options());
  expect(items).toMatchObject([{ title: 'How is tea "made"?', author: { displayName: "O'Neill" } }]);
  await expect(tail.poll(cursor, options())).rejects.toMatchObject({ fault: 'limited', retryAfter: 30_000 });
  expect(calls).toHaveLength(1);
  now += 30_000;
  await tail.poll(cursor, options());
  expect(calls).toHaveLength(2);
});

test('lobsters: an unchanged page is not sent again', async () => {
  const answers: (number | undefined)[] = [];
  const vendor = lobsters(postsOf(2));
  const { url } = await start({
    ...vendor,
    async answer(request) {
      const answered = await vendor.answer(request);
      answers.push(answered.status);
      return answered;
    },
  });
  const tail = open('lobsters', { LOBSTERS_URL: url }).tail as PolledTail;
  const first = await tail.poll(null, options());
  expect(await tail.poll(first.cursor, options())).toEqual({
    items: [],
    deletions: [],
    cursor: first.cursor,
    more: false,
  });
  expect(answers).toEqual([undefined, 304]);
});

test('gdelt: its limit is recognised in a response with status 200', async () => {
  const vendor = gdelt(postsOf(1));
  const { url, calls } = await start({ ...vendor, answer: () => ({ body: LIMIT_TEXT }) });
  const { search } = open('gdelt', { GDELT_URL: url });
  const request = { query: 'tea', since: new Date(0), cursor: null };
  for (let ask = 0; ask < 2; ask++)
    await expect(search!.search(request, options())).rejects.toMatchObject({ fault: 'limited' });
  expect(calls).toHaveLength(1);
});

test('gdelt: says why a query is invalid', async () => {
  const words = 'The specified phrase is too short.';
  const { url } = await start({ ...gdelt([]), answer: () => ({ body: words }) });
  const { search } = open('gdelt', { GDELT_URL: url });
  const request = { query: 'a', since: new Date(0), cursor: null };
  await expect(search!.search(request, options())).rejects.toMatchObject({
    fault: 'refused',
    message: expect.stringContaining(words),
  });
});

test('github: a secondary limit stops searches, and a repository is read nevertheless', async () => {
  const posts = postsOf(1);
  const vendor = github(posts);
  const { url } = await start({
    ...vendor,
    answer: (request) => (request.path.startsWith('/search') ? vendor.limited() : vendor.answer(request)),
  });
  const { search, places } = open('github', { GITHUB_URL: url });
  const request = { query: 'tea', since: new Date(0), cursor: null };
  await expect(search!.search(request, options())).rejects.toMatchObject({ fault: 'limited' });
  const { items } = await places!.poll('tea/pot', null, options());
  expect(items).toMatchObject([
    { nativeId: 'I_1', community: 'tea/pot', metrics: { likes: 3, comments: 2 } },
  ]);
});

test('reddit: the token of a feed is in no address that is stored', async () => {
  const { url, calls } = await start(reddit(postsOf(1)));
  const env = { REDDIT_URL: url, REDDIT_FEED_USER: 'us', REDDIT_FEED_TOKEN: 'the-feed-token' };
  const { items } = await open('reddit', env).places!.poll('r/tea', null, options());
  expect(calls).toEqual(['/r/tea/new/.rss?feed=the-feed-token&user=us']);
  expect(items).toMatchObject([
    {
      nativeId: 't3_1a1',
      url: 'https://www.reddit.com/r/tea/comments/1a1/on_tea/',
      text: 'tea no. 1',
      community: 'tea',
    },
  ]);
  expect(JSON.stringify(items)).not.toContain('the-feed-token');
});

test('x: reserves the price of a full page in advance, and reads authors of matches only', async () => {
  const costs: Cost[] = [];
  const { url, calls } = await start(x(postsOf(2)));
  const source = open('x', { X_URL: url, X_TOKEN: 't' }, { onTake: (cost) => costs.push(cost) });
  const since = new Date(Date.now() - 30 * 24 * 60 * 60 * 1_000);
  const { items } = await source.search!.search({ query: 'tea', since, cursor: null }, options());
  // Recent search refuses times that are more than seven days ago.
  const start_time = new URL(calls[0]!, url).searchParams.get('start_time')!;
  expect(Date.now() - Date.parse(start_time)).toBeLessThan(7 * 24 * 60 * 60 * 1_000);
  const [completed] = await source.complete!(items.slice(0, 1), options());
  expect(completed).toMatchObject({
    url: 'https://x.com/someone/status/2',
    author: { handle: 'someone', displayName: 'R&D', followers: 12 },
  });
  expect(costs).toEqual([
    { units: 1, dollars: 0.25 },
    { units: 1, dollars: 0.01 },
  ]);
});

describe('x: a check for deleted posts', () => {
  const opened = async () => {
    const posts = postsOf(3);
    const standIn = await start(x([...posts.slice(0, 2), { ...posts[2]!, deleted: true }]));
    const costs: Cost[] = [];
    const env = { X_URL: standIn.url, X_TOKEN: 'the-token' };
    const { deletions } = open('x', env, { onTake: (cost) => costs.push(cost) });
    return { standIn, check: deletions!, costs };
  };

  test('uploads their ids, waits for the job, and lists those that X has deleted, at no price', async () => {
    const { standIn, check, costs } = await opened();
    const job = await check.start(['1', '2', '3', '4'], options());
    expect(await check.result(job, options())).toBeNull();
    expect(await check.result(job, options())).toEqual(['3', '4']);
    expect(standIn.calls).toEqual([
      '/2/compliance/jobs',
      `/storage/upload/${job}?signature=s`,
      `/2/compliance/jobs/${job}`,
      `/2/compliance/jobs/${job}`,
      `/storage/download/${job}?signature=s`,
    ]);
    expect(costs).toEqual(Array.from({ length: 3 }, () => ({ units: 1 })));
  });

  test('fails with its job', async () => {
    const { standIn, check } = await opened();
    const job = await check.start(['1'], options());
    standIn.play('refused');
    await expect(check.result(job, options())).rejects.toMatchObject({
      fault: 'failed',
      reason: 'ended the check of deletions as "failed"',
    });
  });

  test.each(['limited', 'malformed', 'dropped', 'oversized'] as const)(
    'reports a response that is %s as a failure of X',
    async (scenario) => {
      const { standIn, check } = await opened();
      standIn.play(scenario);
      await expect(check.start(['1'], options())).rejects.toBeInstanceOf(UpstreamError);
    },
  );
});
