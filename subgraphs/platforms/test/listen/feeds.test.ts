import { afterEach, describe, expect, test } from '@jest/globals';
import { type FeedFormat, feeds } from '../../../../test/upstreams/listening/feeds.ts';
import type { VendorResponse } from '../../../../test/upstreams/stand-in.ts';
import { open, options, postsOf, start, stopAll } from './support.ts';

afterEach(stopAll);

/** Starts a site whose paths have these responses; other paths are a feed. */
async function openAt(responses: Record<string, VendorResponse> = {}, clock = Date.now, allowPrivate = true) {
  const posts = postsOf(2);
  const vendor = feeds(posts);
  const standIn = await start({
    ...vendor,
    answer: (request) => responses[request.path] ?? vendor.answer(request),
  });
  const places = open('feeds', {}, { clock, allowPrivate }).places!;
  return { ...standIn, posts, places, feed: `${standIn.url}/feed` };
}

describe('formats', () => {
  test.each<FeedFormat>(['rss', 'atom', 'rdf', 'json'])('%s is read', async (format) => {
    const posts = postsOf(1);
    posts[0] = { ...posts[0]!, text: 'R&D: 1 < 2' };
    const { url } = await start(feeds(posts, format));
    const { items } = await open('feeds', {}).places!.poll(`${url}/feed`, null, options());
    expect(items).toMatchObject([
      { nativeId: 'https://blog.example/1', title: 'On tea', text: 'R&D: 1 < 2', community: 'A blog' },
    ]);
    expect(Math.abs(items[0]!.createdAt.getTime() - posts[0]!.at)).toBeLessThan(1_000);
  });

  test('an entity that expands is refused', async () => {
    const bomb =
      '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel/></rss>';
    const { places, url } = await openAt({ '/bomb': { body: bomb } });
    expect(await places.check(`${url}/bomb`, options())).toBe('The feed declares XML entities.');
  });
});

describe('fetching', () => {
  test('a permanent redirect is remembered, a temporary one is not', async () => {
    const { places, url, calls } = await openAt({
      '/old': { status: 301, headers: { location: '/feed' }, body: '' },
      '/busy': { status: 302, headers: { location: '/feed' }, body: '' },
    });
    const moved = await places.poll(`${url}/old`, null, options());
    await places.poll(`${url}/old`, moved.cursor, options());
    expect(calls.splice(0)).toEqual(['/old', '/feed', '/feed']);
    const busy = await places.poll(`${url}/busy`, null, options());
    await places.poll(`${url}/busy`, busy.cursor, options());
    expect(calls).toEqual(['/busy', '/feed', '/busy', '/feed']);
    expect(busy.items).toHaveLength(2);
  });

  test('a feed that is gone is not requested again', async () => {
    const { places, url, calls } = await openAt({ '/gone': { status: 410, body: 'Gone' } });
    const { cursor, items } = await places.poll(`${url}/gone`, null, options());
    expect(items).toEqual([]);
    await places.poll(`${url}/gone`, cursor, options());
    expect(calls).toHaveLength(1);
    expect(await places.check(`${url}/gone`, options())).toBe('The feed is gone for good (410).');
  });

  test('the ttl of a feed is obeyed', async () => {
    let now = Date.now();
    const body =
      '<rss version="2.0"><channel><title>t</title><ttl>60</ttl><item><title>a</title><guid>1</guid></item></channel></rss>';
    const { places, url, calls } = await openAt({ '/slow': { body } }, () => now);
    const { cursor, items } = await places.poll(`${url}/slow`, null, options());
    expect(items.map(({ nativeId }) => nativeId)).toEqual([`${url}/slow#1`]);
    now += 59 * 60_000;
    await places.poll(`${url}/slow`, cursor, options());
    expect(calls).toHaveLength(1);
    now += 60_000;
    await places.poll(`${url}/slow`, cursor, options());
    expect(calls).toHaveLength(2);
  });

  test('an unchanged feed is requested with its ETag', async () => {
    const seen: (string | undefined)[] = [];
    const vendor = feeds(postsOf(1));
    const { url } = await start({
      ...vendor,
      async answer(request) {
        seen.push(request.headers['if-none-match']);
        if (request.headers['if-none-match'] === '"1"') return { status: 304, body: '' };
        return { ...(await vendor.answer(request)), headers: { etag: '"1"' } };
      },
    });
    const { places } = open('feeds', {});
    const { cursor } = await places!.poll(`${url}/feed`, null, options());
    expect(await places!.poll(`${url}/feed`, cursor, options())).toMatchObject({ items: [], more: false });
    expect(seen).toEqual([undefined, '"1"']);
  });

  test('a feed larger than 5 MiB is refused', async () => {
    const { places, url } = await openAt({ '/large': { body: ' '.repeat(6 * 1024 * 1024) } });
    expect(await places.check(`${url}/large`, options())).toBe(
      'The feed cannot be read: it is larger than 5 MiB.',
    );
  });

  test('a private address is refused, also behind a redirect', async () => {
    const { places, feed, calls } = await openAt({}, Date.now, false);
    expect(await places.check(feed, options())).toBe(
      'The feed cannot be read: it is at an address that is not public.',
    );
    expect(calls).toEqual([]);
  });

  test('a page is no feed, and an address with a password is refused', async () => {
    const { places, url } = await openAt();
    expect(await places.check(`${url}/none`, options())).toBe('This is not a feed.');
    expect(await places.check('https://a:b@blog.example/feed', options())).toMatch(/without a user/);
  });
});
