import { afterEach, describe, expect, test } from '@jest/globals';
import { bluesky } from '../../../../test/upstreams/listening/bluesky.ts';
import { FIRST_ID, hackernews } from '../../../../test/upstreams/listening/hackernews.ts';
import { mastodon } from '../../../../test/upstreams/listening/mastodon.ts';
import type { PublicPost } from '../../../../test/upstreams/listening/public-post.ts';
import { reddit } from '../../../../test/upstreams/listening/reddit.ts';
import { x } from '../../../../test/upstreams/listening/x.ts';
import { youtube } from '../../../../test/upstreams/listening/youtube.ts';
import type { Vendor } from '../../../../test/upstreams/stand-in.ts';
import { type Cost, type ListeningPlatform, recognisePost, type Source } from '../../src/index.ts';
import { open, options, postsOf, start, stopAll } from './support.ts';

afterEach(stopAll);

const recognised = (url: string) => recognisePost(new URL(url));

describe('the address of a post', () => {
  test.each([
    ['https://news.ycombinator.com/item?id=44000001', 'hackernews', '44000001'],
    ['https://www.reddit.com/r/tea/comments/1A1/on_tea/', 'reddit', 't3_1a1'],
    ['https://old.reddit.com/r/tea/comments/1a1/on_tea/2b0/?context=3', 'reddit', 't1_2b0'],
    ['https://www.reddit.com/r/tea/comments/1a1/comment/2b0/', 'reddit', 't1_2b0'],
    ['https://www.reddit.com/comments/1a1', 'reddit', 't3_1a1'],
    ['https://redd.it/1a1', 'reddit', 't3_1a1'],
    ['https://youtu.be/dQw4w9WgXcQ?si=1', 'youtube', 'dQw4w9WgXcQ'],
    ['https://m.youtube.com/watch?v=dQw4w9WgXcQ', 'youtube', 'dQw4w9WgXcQ'],
    ['https://twitter.com/someone/status/20', 'x', '20'],
    ['https://bsky.app/profile/someone.test/post/3k1', 'bluesky', 'someone.test/3k1'],
    [
      'https://fosstodon.org/@someone/109999999999999999',
      'mastodon',
      'https://fosstodon.org/109999999999999999',
    ],
    [
      'https://a.example/users/b/statuses/109999999999999999',
      'mastodon',
      'https://a.example/109999999999999999',
    ],
  ])('%s is recognised', (url, platform, id) => {
    expect(recognised(url)).toEqual({ platform, id });
  });

  test.each([
    'https://news.ycombinator.com/user?id=44000001',
    'https://example.com/item?id=44000001',
    'https://www.reddit.com/r/tea/',
    'https://www.reddit.com/r/tea/comments/',
    'https://www.youtube.com/@someone',
    'https://x.com/someone',
    'https://bsky.app/profile/someone.test',
    'https://fosstodon.org/@someone',
    'https://www.tiktok.com/@someone/video/7123456789012345678',
  ])('%s is not', (url) => {
    expect(recognised(url)).toBeNull();
  });
});

/** A source with a stand-in of four posts, of which the last is deleted. */
async function opened(
  platform: ListeningPlatform,
  vendor: (posts: readonly PublicPost[]) => Vendor,
  env: (url: string) => Record<string, string>,
  onTake?: (cost: Cost) => void,
): Promise<{ source: Source; url: string; calls: readonly string[] }> {
  const posts = postsOf(4).map((post) => ({ ...post, deleted: post.number === 4 }));
  const { url, calls } = await start(vendor(posts));
  return { source: open(platform, env(url), onTake ? { onTake } : {}), url, calls };
}

/** Finds posts by the ids of their addresses. */
const find = (source: Source, ids: readonly string[]) => source.find!(ids, options());

describe('hackernews', () => {
  const env = (url: string) => ({ HACKERNEWS_URL: url, HACKERNEWS_SEARCH_URL: url });

  test('reads a story by id, none that is deleted or unknown, and its comments in one request', async () => {
    const { source, calls } = await opened('hackernews', hackernews, env);
    const ids = [1, 4, 99].map((number) => String(FIRST_ID + number));
    const [story, deleted, unknown] = await find(source, ids);
    expect([story?.nativeId, deleted, unknown]).toEqual([ids[0], null, null]);
    const before = calls.length;
    const comments = await source.comments!(story!, 1, options());
    expect(comments).toMatchObject([
      { kind: 'comment', rootId: ids[0], text: expect.stringContaining('tea') },
    ]);
    expect(calls.slice(before)).toEqual([expect.stringContaining(`tags=comment%2Cstory_${ids[0]}`)]);
  });

  test('a comment has no list of replies, and costs no request', async () => {
    const { source, calls } = await opened('hackernews', hackernews, env);
    const [comment] = await find(source, [String(FIRST_ID + 2)]);
    const before = calls.length;
    expect(await source.comments!(comment!, 10, options())).toEqual([]);
    expect(calls.length).toBe(before);
  });
});

describe('reddit', () => {
  test('with an application, reads posts and the best comments', async () => {
    const { source } = await opened('reddit', reddit, (url) => ({
      REDDIT_URL: url,
      REDDIT_API_URL: url,
      REDDIT_CLIENT_ID: 'id-of-the-app',
      REDDIT_CLIENT_SECRET: 'secret-of-the-app',
    }));
    const [post, deleted, unknown] = await find(source, ['t3_1a1', 't3_1a4', 't3_none']);
    expect([post?.text, deleted, unknown]).toEqual(['tea no. 1', null, null]);
    const comments = await source.comments!(post!, 2, options());
    expect(comments).toMatchObject([
      { nativeId: 't1_2b0', text: 'Green tea too?', rootId: 't3_1a1', metrics: { likes: 3 } },
      { nativeId: 't1_2b1', text: 'Only black tea.' },
    ]);
  });

  test('without one, reads both from the feed of the post', async () => {
    const { source } = await opened('reddit', reddit, (url) => ({ REDDIT_URL: url }));
    const [post, unknown] = await find(source, ['t3_1a1', 't3_none']);
    expect([post?.text, unknown]).toEqual(['tea no. 1', null]);
    const comments = await source.comments!(post!, 2, options());
    expect(comments.map(({ text }) => text)).toEqual(['Green tea too?', 'Only black tea.']);
    // A comment has no feed of its own, which does not mean that it was deleted.
    await expect(find(source, ['t1_2b0'])).rejects.toThrow('REDDIT_CLIENT_ID');
  });
});

describe('youtube', () => {
  test('reads videos and their most relevant comments for a unit each', async () => {
    const units: number[] = [];
    const { source } = await opened(
      'youtube',
      youtube,
      (url) => ({ YOUTUBE_URL: url, YOUTUBE_KEY: 'the-key' }),
      (cost) => units.push(cost.units),
    );
    const [video, unknown] = await find(source, ['video-00001', 'video-99999']);
    expect([video?.text, unknown]).toEqual(['tea no. 1', null]);
    expect(await source.comments!(video!, 5, options())).toMatchObject([
      { text: 'First!', author: { handle: 'viewer' }, metrics: { likes: 2 }, rootId: 'video-00001' },
      { text: 'Lovely tea.' },
    ]);
    expect(units).toEqual([1, 1]);
  });
});

describe('bluesky', () => {
  const env = (url: string) => ({
    BLUESKY_JETSTREAM_URL: url.replace('http', 'ws'),
    BLUESKY_JETSTREAM_V1_URL: '',
    BLUESKY_APPVIEW_URL: url,
  });

  test('reads a post by handle or DID, with its author, and the replies that are not blocked', async () => {
    const { source } = await opened('bluesky', bluesky, env);
    const ids = ['someone.test/3k1', 'did:plc:7/3k2', 'someone.test/3k4', 'nobody.test/3k1'];
    const [byHandle, byDid, deleted, stranger] = await find(source, ids);
    expect(byHandle).toMatchObject({
      nativeId: 'at://did:plc:7/app.bsky.feed.post/3k1',
      url: 'https://bsky.app/profile/someone.test/post/3k1',
      author: { handle: 'someone.test', displayName: 'Some One' },
      metrics: { likes: 5, comments: 2 },
    });
    expect([byDid?.text, deleted, stranger]).toEqual(['tea no. 2', null, null]);
    const replies = await source.comments!(byHandle!, 1, options());
    expect(replies.map(({ text }) => text)).toEqual(['tea no. 2']);
  });
});

describe('mastodon', () => {
  test('reads a status and its replies at its own server', async () => {
    const { source, url } = await opened(
      'mastodon',
      (posts) => mastodon(posts),
      (at) => ({ MASTODON_INSTANCES: at }),
    );
    const id = recognised(`${url}/@someone/999999999999998`)!.id;
    const [status, unknown] = await find(source, [id, `${url}/123456`]);
    expect([status?.nativeId, unknown]).toEqual([`${url}/users/someone/statuses/999999999999998`, null]);
    const replies = await source.comments!(status!, 1, options());
    expect(replies.map(({ text }) => text)).toEqual([expect.stringContaining('tea no. 2')]);
  });
});

describe('x', () => {
  test('charges for posts and for the replies that may be returned', async () => {
    const dollars: (number | undefined)[] = [];
    const { source } = await opened(
      'x',
      x,
      (url) => ({ X_URL: url, X_TOKEN: 'the-token' }),
      (cost) => dollars.push(cost.dollars),
    );
    const [post, unknown] = await find(source, ['1', '99']);
    expect([post?.text, unknown]).toEqual(['tea no. 1', null]);
    const replies = await source.comments!(post!, 1, options());
    expect(replies.map(({ nativeId }) => nativeId)).toEqual(['3']);
    expect(dollars).toEqual([0.01, 0.05]);
  });
});
