import { afterEach, expect, test } from '@jest/globals';
import { FIRST_ID, hackernews } from '../../../../test/upstreams/listening/hackernews.ts';
import type { Vendor } from '../../../../test/upstreams/stand-in.ts';
import type { PolledTail } from '../../src/listen/source.ts';
import { open, options, postsOf, start, stopAll } from './support.ts';

afterEach(stopAll);

async function openTail(vendor: Vendor): Promise<PolledTail> {
  const { url } = await start(vendor);
  return open('hackernews', { HACKERNEWS_URL: url, HACKERNEWS_SEARCH_URL: url }).tail as PolledTail;
}

test('an item that is null at first is delivered once it is there', async () => {
  const posts = postsOf(1);
  const hidden = new Set<number>();
  const vendor = hackernews(posts);
  const tail = await openTail({
    ...vendor,
    answer: (request) =>
      hidden.has(Number(/\d{5,}/.exec(request.path)?.[0])) ? { body: 'null' } : vendor.answer(request),
  });
  const { cursor } = await tail.poll(null, options());
  posts.push(...postsOf(4).slice(1));
  hidden.add(FIRST_ID + 2);
  const first = await tail.poll(cursor, options());
  expect(first.items.map(({ nativeId }) => Number(nativeId) - FIRST_ID)).toEqual([3, 4]);
  const second = await tail.poll(first.cursor, options());
  expect(second.items).toEqual([]);
  hidden.clear();
  const third = await tail.poll(second.cursor, options());
  expect(third.items.map(({ nativeId }) => Number(nativeId) - FIRST_ID)).toEqual([2]);
  const fourth = await tail.poll(third.cursor, options());
  expect(fourth.items).toEqual([]);
});

test('an item that stays null is given up, so that the cursor stays small', async () => {
  const posts = postsOf(1);
  const vendor = hackernews(posts);
  const tail = await openTail({
    ...vendor,
    answer: (request) => (/item\/44000002/.test(request.path) ? { body: 'null' } : vendor.answer(request)),
  });
  let { cursor } = await tail.poll(null, options());
  posts.push(...postsOf(2).slice(1));
  ({ cursor } = await tail.poll(cursor, options()));
  expect(JSON.parse(cursor).missing).toContainEqual([FIRST_ID + 2, 1]);
  for (let read = 0; read < 20; read++) ({ cursor } = await tail.poll(cursor, options()));
  expect(JSON.parse(cursor).missing).toEqual([]);
});

test('HTML becomes plain text, and links are absolute', async () => {
  const posts = postsOf(1);
  posts[0] = { ...posts[0]!, text: 'R&D: 1 < 2' };
  const tail = await openTail(hackernews(posts));
  const { items } = await tail.poll(null, options());
  expect(items).toMatchObject([
    {
      kind: 'post',
      title: 'Show HN: Tea & tools',
      text: 'R&D: 1 < 2\n\nSee https://example.org/a',
      links: ['https://example.org/a'],
      author: { handle: 'someone', url: 'https://news.ycombinator.com/user?id=someone' },
      metrics: { likes: 10, comments: 2, shares: null, views: null },
    },
  ]);
});
