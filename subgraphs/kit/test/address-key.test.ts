import { describe, expect, test } from '@jest/globals';
import { addressKey, normalAddress } from '../src/text/address-key.ts';

describe('the normalised address', () => {
  test.each([
    ['https://www.example.com/a/b/?utm_source=x&b=2&a=1#c', 'http://example.com/a/b?a=1&b=2'],
    ['https://twitter.com/jack/status/20?s=20', 'https://x.com/i/web/status/20'],
    ['https://mobile.twitter.com/jack/status/20/photo/1', 'https://x.com/Jack/statuses/20'],
    [
      'https://old.reddit.com/r/SaaS/comments/abc1/a_title/?share_id=1',
      'https://www.reddit.com/r/saas/comments/abc1',
    ],
    ['https://youtu.be/dQw4w9WgXcQ?si=1', 'https://m.youtube.com/watch?feature=share&v=dQw4w9WgXcQ'],
    ['https://www.youtube.com/shorts/dQw4w9WgXcQ', 'https://youtube.com/watch?v=dQw4w9WgXcQ'],
    ['https://news.ycombinator.com/item?id=1', 'http://news.ycombinator.com/item?id=1#2'],
    ['https://redd.it/abc1', 'https://www.reddit.com/r/a/comments/abc1/t/'],
    [
      'https://www.reddit.com/r/a/comments/abc1/a_title/def2/',
      'https://www.reddit.com/r/a/comments/abc1/comment/def2/',
    ],
    [
      'https://bsky.app/profile/did:plc:7/post/3kabc',
      'https://bsky.app/profile/someone.test/post/3kabc?ref_src=embed',
    ],
    [
      'https://mastodon.social/@someone/109999999999999999',
      'https://mastodon.social/users/someone/statuses/109999999999999999',
    ],
  ])('of %s is that of %s', (one, other) => {
    expect(normalAddress(one)).toBe(normalAddress(other));
    expect(addressKey(one)).toBe(addressKey(other));
  });

  test.each([
    ['https://news.ycombinator.com/item?id=1', 'https://news.ycombinator.com/item?id=2'],
    ['https://x.com/jack/status/20', 'https://x.com/jack/status/21'],
    ['https://x.com/jack/status/20', 'https://x.com/jack'],
    ['https://www.reddit.com/r/a/comments/abc1/t/def2', 'https://www.reddit.com/r/a/comments/abc1/t/'],
    ['https://youtu.be/dQw4w9WgXcQ', 'https://youtu.be/dQw4w9WgXcR'],
    ['https://bsky.app/profile/a.test/post/3kabc', 'https://bsky.app/profile/a.test/post/3kabd'],
    ['https://mastodon.social/@a/109999999999999999', 'https://mastodon.online/@a/109999999999999999'],
    ['https://mastodon.social/@a/109999999999999999', 'https://mastodon.social/@a'],
    ['https://example.com/a', 'https://example.com/A'],
    ['https://example.com:8443/a', 'https://example.com/a'],
  ])('of %s is not that of %s', (one, other) => {
    expect(normalAddress(one)).not.toBe(normalAddress(other));
    expect(addressKey(one)).not.toBe(addressKey(other));
  });

  test.each(['', 'x', 'mailto:a@b.example', 'ftp://example.com/a'])('of "%s" is none', (address) => {
    expect([normalAddress(address), addressKey(address)]).toEqual([null, null]);
  });
});
