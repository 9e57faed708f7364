import type { Example, Operation, Prepared, Sent } from '../../documented.ts';
import type { World } from '../../world.ts';

const FETCHED = '2026-03-28T12:00:00.000Z';
const CREATOR = { username: 'charlidamelio', platform: 'tiktok' };
const PROFILE = 'https://www.tiktok.com/@charlidamelio';

/** A request for data that is not cached, from a workspace without a balance. */
const penniless =
  (body: object): Prepared<Sent> =>
  async (world) => ({ body, key: await poorKey(world) });

function poorKey(world: World): Promise<string> {
  return world.once('key without money', async () => {
    const { id } = await world.app.app.admin.createWorkspace('without-money');
    return world.app.key('creator-tracking', { workspaceId: id });
  });
}

/** The cases that all operations about one creator share. */
function lookup(example: Omit<Example, 'title' | 'status'>, further: Example[] = []): Operation {
  return {
    source: 'document',
    scope: 'creators:read',
    examples: [{ title: 'the documented request', status: 200, ...example }, ...further],
    failures: [
      {
        title: 'no money',
        sends: penniless({ username: 'somebody.else', platform: 'tiktok' }),
        failure: [402, 'Insufficient balance — add funds at /billing'],
      },
      {
        title: 'a creator who is not there',
        sends: { body: { username: 'nobody.at.all', platform: 'tiktok' } },
        failure: [404, 'Creator not found'],
      },
      {
        title: 'neither url nor username',
        sends: { body: {} },
        failure: [400, 'Bad request'],
        names: 'url',
      },
      {
        title: 'a username without its platform',
        sends: { body: { username: 'charlidamelio' } },
        failure: [400, 'Bad request'],
        names: 'platform',
      },
    ],
    values: { url: [PROFILE], username: ['@CharliDamelio', 'charlidamelio'], platform: ['TikTok', 'tiktok'] },
    fresh: { body: { username: 'never.asked.for', platform: 'tiktok' } },
    wrong: { platform: ['myspace'], url: ['https://example.com/someone', 'nonsense'] },
    unprovoked: UPSTREAM,
  };
}

const UPSTREAM = {
  502: 'it needs a failing source; `test/e2e/creators-chain.test.ts` tests failures and timeouts of all sources',
};

const url = PROFILE;
const about = { platform: 'tiktok', username: 'charlidamelio', fetched_at: FETCHED };
const meta = { platform: 'tiktok' };

/** `POST /v1/post/stats`. */
export const postStats: Operation = {
  source: 'document',
  scope: 'creators:read',
  examples: [
    {
      title: 'the documented request and answer',
      sends: { body: { url: 'https://www.tiktok.com/@user/video/7123456789', platform: 'tiktok' } },
      status: 200,
      shows: {
        ok: true,
        data: {
          platform: 'tiktok',
          post_url: 'https://www.tiktok.com/@user/video/7123456789',
          post_id: '7123456789',
          views: 1250000,
          likes: 85000,
          comments: 3200,
          shares: 12000,
          provider: 'tiktok-api23',
          fetched_at: FETCHED,
        },
        meta,
      },
    },
    ...(
      [
        ['https://www.tiktok.com/@charlidamelio/video/7123456789', 'tiktok', '7123456789'],
        ['https://www.instagram.com/reel/ABC123/', 'instagram', 'ABC123'],
        ['https://www.youtube.com/watch?v=dQw4w9WgXcQ', 'youtube', 'dQw4w9WgXcQ'],
        ['https://x.com/elonmusk/status/1234567890', 'twitter', '1234567890'],
      ] as const
    ).map(
      ([post, platform, id]): Example => ({
        title: `the documented example of ${platform}`,
        sends: { body: { url: post } },
        status: 200,
        shows: { ok: true, data: { platform, post_url: post, post_id: id }, meta: { platform } },
      }),
    ),
  ],
  failures: [
    {
      title: 'no money',
      sends: penniless({ url: 'https://www.tiktok.com/@user/video/7000000001' }),
      failure: [402, 'Insufficient balance — add funds at /billing'],
    },
    {
      title: 'a post that is not there',
      sends: { body: { url: 'https://www.tiktok.com/@user/video/7999999999' } },
      failure: [404, 'Post not found'],
    },
  ],
  values: {
    url: ['https://www.tiktok.com/@user/video/7123456789'],
    platform: ['TikTok', 'tiktok'],
  },
  fresh: { body: { url: 'https://www.tiktok.com/@user/video/7000000002' } },
  wrong: { platform: ['myspace'], url: ['https://example.com/post/1', 'nonsense'] },
  unprovoked: UPSTREAM,
};

/** `POST /v1/profile`. */
export const profile = lookup(
  {
    sends: { body: { url } },
    shows: {
      ok: true,
      data: {
        ...about,
        full_name: "Charli D'Amelio",
        bio: "don't you dare",
        profile_pic_url: /^https:/,
        followers: 155000000,
        following: 1200,
        posts_count: 2300,
        is_verified: true,
        external_url: null,
        provider: 'tiktok-api23',
      },
      meta,
    },
  },
  [
    {
      title: 'by username and platform',
      sends: { body: CREATOR },
      status: 200,
      shows: { data: { username: 'charlidamelio', followers: 155000000 } },
    },
  ],
);

/** `POST /v1/channel/videos`. */
export const channelVideos = lookup({
  sends: { body: CREATOR },
  shows: {
    ok: true,
    data: {
      ...about,
      videos: [
        {
          id: '7123456789',
          url: 'https://www.tiktok.com/@charlidamelio/video/7123456789',
          description: 'new dance video',
          views: 5200000,
          likes: 420000,
          comments: 8500,
          shares: 15000,
          created_at: '2026-03-20T14:30:00.000Z',
        },
      ],
      count: 20,
    },
    meta,
  },
});

/** `POST /v1/median-views`. */
export const medianViews = lookup({
  sends: { body: CREATOR },
  shows: {
    ok: true,
    data: { ...about, median_views: 3500000, videos_analyzed: 18, raw_view_counts: [120000, 450000] },
    meta,
  },
});

const emailOf = lookup(
  {
    sends: { body: { username: 'creator_username', platform: 'instagram' } },
    shows: {
      ok: true,
      data: {
        platform: 'instagram',
        username: 'creator_username',
        email: 'contact@creator.com',
        found: true,
        source: 'bio',
        fetched_at: FETCHED,
      },
      meta: { platform: 'instagram' },
    },
  },
  [
    {
      title: 'somebody who shows none',
      sends: { body: CREATOR },
      status: 200,
      shows: { data: { email: null, found: false, source: null } },
    },
  ],
);

/** `POST /v1/email`. */
export const email: Operation = {
  ...emailOf,
  values: {
    url: ['https://www.instagram.com/creator_username'],
    username: ['@Creator_Username', 'creator_username'],
    platform: ['Instagram', 'instagram'],
  },
  wrong: { platform: ['myspace'], url: ['nonsense'] },
};
