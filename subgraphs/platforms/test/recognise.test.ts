import { describe, expect, test } from '@jest/globals';
import { type CreatorPlatform, recognise } from '../src/index.ts';

type Row = [url: string, id: string, username?: string | null];

const posts: Record<string, Row[]> = {
  tiktok: [
    ['https://www.tiktok.com/@user/video/7123456789', '7123456789', 'user'],
    ['https://tiktok.com/@charli.damelio/video/7123456789/', '7123456789', 'charli.damelio'],
    ['http://m.tiktok.com/@user_1/video/7123456789?is_copy_url=1&lang=de#x', '7123456789', 'user_1'],
    ['www.tiktok.com/@user/photo/7234567890123456789', '7234567890123456789', 'user'],
    ['https://m.tiktok.com/v/7123456789.html?u=1', '7123456789'],
    ['https://www.tiktok.com/embed/v2/7123456789', '7123456789'],
    ['https://www.tiktok.com/embed/7123456789', '7123456789'],
    ['https://www.tiktok.com/player/v1/7123456789', '7123456789'],
    ['https://www.tiktok.com/share/video/7123456789', '7123456789'],
    ['HTTPS://WWW.TIKTOK.COM/@User/video/7123456789', '7123456789', 'User'],
    ['https://www.tiktok.com/@%D1%8E%D0%BB%D1%8F/video/7123456789', '7123456789', 'юля'],
    ['https://us.tiktok.com/@user/video/7123456789', '7123456789', 'user'],
  ],
  instagram: [
    ['https://www.instagram.com/reel/ABC123/', 'ABC123'],
    ['https://instagram.com/reels/C1a-b_2/?igsh=abc', 'C1a-b_2'],
    ['https://www.instagram.com/p/CxYz_12-9aB/?img_index=2', 'CxYz_12-9aB'],
    ['https://www.instagram.com/tv/B_ABC12345/', 'B_ABC12345'],
    ['https://www.instagram.com/natgeo/p/CxYz_12-9aB/', 'CxYz_12-9aB', 'natgeo'],
    ['https://www.instagram.com/nat.geo/reel/CxYz_12-9aB', 'CxYz_12-9aB', 'nat.geo'],
    ['https://m.instagram.com/p/CxYz_12-9aB/embed/captioned/', 'CxYz_12-9aB'],
    ['instagr.am/p/CxYz_12-9aB', 'CxYz_12-9aB'],
  ],
  youtube: [
    ['https://www.youtube.com/watch?v=dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
    ['https://youtube.com/watch?list=PL1&v=dQw4w9WgXcQ&t=42s', 'dQw4w9WgXcQ'],
    ['https://m.youtube.com/watch?v=dQw4w9WgXcQ#t=1', 'dQw4w9WgXcQ'],
    ['https://music.youtube.com/watch?v=dQw4w9WgXcQ&si=x', 'dQw4w9WgXcQ'],
    ['https://youtu.be/dQw4w9WgXcQ?si=abc', 'dQw4w9WgXcQ'],
    ['https://www.youtube.com/shorts/dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
    ['https://youtube.com/live/dQw4w9WgXcQ?feature=share', 'dQw4w9WgXcQ'],
    ['https://www.youtube.com/embed/dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
    ['https://www.youtube-nocookie.com/embed/dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
    ['https://www.youtube.com/v/dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
    ['https://www.youtube.com/watch/dQw4w9WgXcQ', 'dQw4w9WgXcQ'],
    ['https://www.youtube.com/attribution_link?a=1&u=%2Fwatch%3Fv%3DdQw4w9WgXcQ%26x', 'dQw4w9WgXcQ'],
  ],
  x: [
    ['https://x.com/elonmusk/status/1234567890', '1234567890', 'elonmusk'],
    ['https://twitter.com/jack/status/20', '20', 'jack'],
    ['https://mobile.twitter.com/jack/status/20?s=20&t=abc', '20', 'jack'],
    ['https://www.x.com/jack/statuses/20/', '20', 'jack'],
    ['https://x.com/jack/status/20/photo/1', '20', 'jack'],
    ['https://x.com/i/web/status/1234567890123456789', '1234567890123456789'],
    ['https://x.com/i/status/1234567890', '1234567890'],
    ['https://x.com/@jack/status/20', '20', 'jack'],
    ['https://twitter.com/#!/jack/status/20', '20', 'jack'],
    ['https://twitter.com/#!jack/statuses/20?s=20', '20', 'jack'],
    ['https://x.com/jack/article/1234567890', '1234567890', 'jack'],
    ['https://twitter.com/statuses/20', '20'],
    ['https://x.com/jack/status/20/analytics', '20', 'jack'],
  ],
  facebook: [
    ['https://www.facebook.com/nasa/posts/10159876543210987', '10159876543210987', 'nasa'],
    ['https://www.facebook.com/nasa/posts/a-long-title/10159876543210987/', '10159876543210987', 'nasa'],
    ['https://www.facebook.com/nasa/posts/pfbid02AbCdEfGhIjKlMn?__cft__=1', 'pfbid02AbCdEfGhIjKlMn', 'nasa'],
    ['https://www.facebook.com/nasa/videos/1234567890123', '1234567890123', 'nasa'],
    ['https://fb.com/nasa/videos/moon-landing/1234567890123/', '1234567890123', 'nasa'],
    ['https://www.facebook.com/watch/?v=1234567890123', '1234567890123'],
    ['https://www.facebook.com/watch/live/?ref=x&v=1234567890123', '1234567890123'],
    ['https://www.facebook.com/reel/1234567890123', '1234567890123'],
    ['https://m.facebook.com/story.php?story_fbid=1234567890123&id=100044', '1234567890123', '100044'],
    [
      'https://www.facebook.com/permalink.php?story_fbid=pfbid0AbCdEfGhIjKl&id=100044',
      'pfbid0AbCdEfGhIjKl',
      '100044',
    ],
    ['https://www.facebook.com/photo/?fbid=1234567890123&set=a.1', '1234567890123'],
    ['https://www.facebook.com/photo.php?fbid=1234567890123', '1234567890123'],
    ['https://www.facebook.com/nasa/photos/a.67899501771/10159876543210987', '10159876543210987', 'nasa'],
    ['https://www.facebook.com/groups/astronomy/posts/1234567890123/', '1234567890123'],
    ['https://mbasic.facebook.com/groups/1/permalink/1234567890123', '1234567890123'],
    ['https://www.facebook.com/video.php?v=1234567890123', '1234567890123'],
  ],
  linkedin: [
    [
      'https://www.linkedin.com/feed/update/urn:li:activity:7123456789012345678/',
      'urn:li:activity:7123456789012345678',
    ],
    [
      'https://www.linkedin.com/feed/update/urn%3Ali%3Ashare%3A7123456789012345678',
      'urn:li:share:7123456789012345678',
    ],
    [
      'https://www.linkedin.com/posts/satyanadella_a-post-activity-7123456789012345678-AbCd?utm_source=share',
      'urn:li:activity:7123456789012345678',
      'satyanadella',
    ],
    [
      'https://de.linkedin.com/posts/acme-corp_launch-ugcPost-7123456789012345678-xY_z',
      'urn:li:ugcPost:7123456789012345678',
      'acme-corp',
    ],
    [
      'https://www.linkedin.com/embed/feed/update/urn:li:ugcPost:7123456789012345678',
      'urn:li:ugcPost:7123456789012345678',
    ],
  ],
  bluesky: [
    [
      'https://bsky.app/profile/alice.bsky.social/post/3kabcxyz',
      'alice.bsky.social/3kabcxyz',
      'alice.bsky.social',
    ],
    ['https://bsky.app/profile/did:plc:abc123/post/3kabcxyz', 'did:plc:abc123/3kabcxyz', 'did:plc:abc123'],
  ],
  mastodon: [
    [
      'https://mastodon.social/@Gargron/112233445566',
      'mastodon.social/112233445566',
      'Gargron@mastodon.social',
    ],
    [
      'https://mastodon.social/users/Gargron/statuses/112233445566',
      'mastodon.social/112233445566',
      'Gargron@mastodon.social',
    ],
    [
      'https://mastodon.social/@bob@hachyderm.io/112233445566',
      'mastodon.social/112233445566',
      'bob@hachyderm.io',
    ],
  ],
};

const profiles: Record<string, [url: string, username: string][]> = {
  tiktok: [
    ['https://www.tiktok.com/@charlidamelio', 'charlidamelio'],
    ['https://www.tiktok.com/@charlidamelio/?lang=en', 'charlidamelio'],
    ['tiktok.com/@юля', 'юля'],
    ['https://www.tiktok.com/@charlidamelio/live', 'charlidamelio'],
    ['https://www.tiktok.com/embed/@charlidamelio', 'charlidamelio'],
  ],
  instagram: [
    ['https://www.instagram.com/natgeo/', 'natgeo'],
    ['https://instagram.com/@nat.geo?hl=de', 'nat.geo'],
    ['https://www.instagram.com/natgeo/reels/', 'natgeo'],
    ['https://www.instagram.com/_u/natgeo', 'natgeo'],
  ],
  youtube: [
    ['https://www.youtube.com/@MrBeast', 'MrBeast'],
    ['https://m.youtube.com/@MrBeast/videos', 'MrBeast'],
    ['https://www.youtube.com/@%E3%81%B2%E3%81%8B%E3%82%8B', 'ひかる'],
    ['https://www.youtube.com/channel/UCX6OQ3DkcsbYNE6H8uQQuVA', 'UCX6OQ3DkcsbYNE6H8uQQuVA'],
    ['https://www.youtube.com/user/mrbeast6000', 'user/mrbeast6000'],
    ['https://m.youtube.com/user/mrbeast6000/videos?view=0', 'user/mrbeast6000'],
  ],
  x: [
    ['https://x.com/elonmusk', 'elonmusk'],
    ['https://twitter.com/@elonmusk/', 'elonmusk'],
    ['https://mobile.twitter.com/elonmusk/with_replies', 'elonmusk'],
    ['https://twitter.com/intent/user?screen_name=elonmusk', 'elonmusk'],
    ['https://twitter.com/#!/elonmusk', 'elonmusk'],
    ['https://x.com/elonmusk/Media', 'elonmusk'],
    ['https://x.com/elonmusk/verified_followers', 'elonmusk'],
  ],
  facebook: [
    ['https://www.facebook.com/nasa', 'nasa'],
    ['https://m.facebook.com/nasa/about/', 'nasa'],
    ['https://www.facebook.com/profile.php?id=100044', '100044'],
    ['https://www.facebook.com/pages/Some-Page/123456789', '123456789'],
    ['https://www.facebook.com/people/Jane-Doe/100044/', '100044'],
    ['https://www.facebook.com/pg/nasa/posts', 'nasa'],
  ],
  linkedin: [
    ['https://www.linkedin.com/in/satyanadella/', 'satyanadella'],
    ['https://uk.linkedin.com/in/jos%C3%A9-garc%C3%ADa-1a2b3c?trk=x', 'josé-garcía-1a2b3c'],
    ['https://www.linkedin.com/company/microsoft/posts', 'microsoft'],
    ['https://www.linkedin.com/school/mit', 'mit'],
  ],
  bluesky: [
    ['https://bsky.app/profile/alice.bsky.social', 'alice.bsky.social'],
    ['https://bsky.app/profile/alice.bsky.social/followers', 'alice.bsky.social'],
  ],
  mastodon: [
    ['https://mastodon.social/@Gargron', 'Gargron@mastodon.social'],
    ['https://mastodon.social/@Gargron/media', 'Gargron@mastodon.social'],
    ['https://mastodon.social/@Gargron/with_replies', 'Gargron@mastodon.social'],
    ['https://mastodon.social/@bob@hachyderm.io/followers', 'bob@hachyderm.io'],
    ['https://mastodon.social/users/Gargron', 'Gargron@mastodon.social'],
    ['https://mastodon.social/users/Gargron/following', 'Gargron@mastodon.social'],
  ],
};

describe.each(Object.entries(posts))('posts of %s', (platform, rows) => {
  test.each(rows)('%s', (...[url, id, username = null]: Row) => {
    expect(recognise(url)).toEqual({ platform, kind: 'post', id, username });
  });
});

describe.each(Object.entries(profiles))('profiles of %s', (platform, rows) => {
  test.each(rows)('%s', (url, username) => {
    expect(recognise(url)).toEqual({ platform, kind: 'profile', username });
  });
});

describe('a shortened link is recognised by its host only', () => {
  test.each<[string, CreatorPlatform, string]>([
    ['https://vm.tiktok.com/ZMabcdef/', 'tiktok', 'ZMabcdef'],
    ['https://vt.tiktok.com/ZSabcdef', 'tiktok', 'ZSabcdef'],
    ['https://www.tiktok.com/t/ZTabcdef/', 'tiktok', 'ZTabcdef'],
    ['https://t.co/AbC123', 'x', 'AbC123'],
    ['https://fb.watch/aBcDeF/', 'facebook', 'aBcDeF'],
    ['https://fb.me/aBcDeF', 'facebook', 'aBcDeF'],
    ['https://www.facebook.com/share/p/1AbCdEf/', 'facebook', '1AbCdEf'],
    ['https://www.instagram.com/share/reel/BAabcdef', 'instagram', 'BAabcdef'],
    ['https://lnkd.in/eAbC-12', 'linkedin', 'eAbC-12'],
    ['https://www.youtube.com/c/MrBeast6000/about', 'youtube', 'MrBeast6000'],
  ])('%s', (url, platform, code) => {
    expect(recognise(url)).toEqual({ platform, kind: 'short', code });
  });
});

describe('other URLs are not recognised', () => {
  test.each([
    '',
    'not a url',
    'ftp://www.tiktok.com/@user/video/7123456789',
    'javascript://www.tiktok.com/@user',
    'https://example.com/@user/video/7123456789',
    'https://nottiktok.com/@user/video/7123456789',
    'https://tiktok.com.evil.example/@user/video/7123456789',
    'https://www.tiktok.com/',
    'https://www.tiktok.com/@user/video/abc',
    'https://www.tiktok.com/@/video/',
    'https://www.tiktok.com/discover/cats',
    'https://www.instagram.com/explore/tags/cats',
    'https://www.instagram.com/accounts/login',
    'https://www.youtube.com/watch?v=short',
    'https://www.youtube.com/playlist?list=PL123',
    'https://x.com/home',
    'https://x.com/search?q=cats',
    'https://x.com/jack/status/notanumber',
    'https://www.facebook.com/groups/astronomy',
    'https://www.facebook.com/marketplace',
    'https://www.linkedin.com/feed/',
    'https://www.linkedin.com/jobs/view/1',
    'https://bsky.app/search',
    'https://mastodon.social/explore',
    // Sounds, lists, communities and the like have ids but are not posts.
    'https://www.instagram.com/reels/audio/1234567890/',
    'https://www.instagram.com/reel/audio/1234567890/',
    'https://www.instagram.com/reels/template/1234567890',
    'https://www.instagram.com/p/explore',
    'https://www.instagram.com/natgeo/reels/audio/1',
    'https://www.instagram.com/stories/natgeo/1234567890',
    'https://www.instagram.com/Explore/tags/cats',
    'https://x.com/i/lists/1234567890',
    'https://x.com/i/communities/1234567890',
    'https://x.com/i/events/1234567890',
    'https://x.com/i/moments/1234567890',
    'https://x.com/i/trending/1234567890',
    'https://x.com/i/user/1234567890',
    'https://x.com/i/spaces/1234567890',
    'https://x.com/i/web/lists/1234567890',
    'https://x.com/jack/lists/1234567890',
    'https://x.com/communities/1234567890',
    'https://twitter.com/#!/search/cats',
    'https://www.tiktok.com/share/user/6812345678',
    'https://www.tiktok.com/share/music/6812345678',
    'https://www.tiktok.com/player/music/6812345678',
    'https://www.tiktok.com/music/a-song-6812345678',
    'https://www.tiktok.com/@user/playlist/cats-6812345678',
    'https://www.youtube.com/embed/live_stream?channel=UCX6OQ3DkcsbYNE6H8uQQuVA',
    'https://www.youtube.com/embed/videoseries?list=PL123',
    'https://www.youtube-nocookie.com/embed/videoseries?list=PL123',
    'https://www.youtube.com/v/videoseries?list=PL123',
    'https://www.facebook.com/reels/create',
    'https://www.facebook.com/messages/t/1234567890123',
    'https://www.facebook.com/Marketplace/item/1234567890123',
    'https://www.linkedin.com/in/me/',
    'https://bsky.app/profile/alice.bsky.social/feed/3kabcxyz',
    'https://mastodon.social/@Gargron/collections',
  ])('%s', (url) => {
    expect(recognise(url)).toBeNull();
  });
});

describe('a platform that is given', () => {
  test('parses a URL of an unknown host', () => {
    expect(recognise('https://proxy.example/@user/video/7123456789', 'tiktok')).toEqual({
      platform: 'tiktok',
      kind: 'post',
      id: '7123456789',
      username: 'user',
    });
  });

  test('is ignored for a known host', () => {
    expect(recognise('https://x.com/jack/status/20', 'tiktok')).toMatchObject({
      platform: 'x',
      id: '20',
    });
    expect(recognise('https://x.com/jack/status/20', 'mastodon')).toMatchObject({ platform: 'x' });
  });
});
