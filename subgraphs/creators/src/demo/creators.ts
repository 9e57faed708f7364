import { DAY } from '@tributary/kit';
import type { CatalogueCreator, CataloguePost } from '../data/catalogue.ts';
import type { HistoryRow } from '../data/history.ts';

/** Time of the document's examples. The sample data reproduces their values. */
const DOCUMENTED = new Date('2026-03-28T12:00:00.000Z');

const NOTHING = {
  picture_url: null,
  external_url: null,
  is_verified: null,
  following: null,
  posts_count: null,
};

/** Returns the creators named in the document, and one of our own. */
export function demoCreators(now: Date): CatalogueCreator[] {
  return [
    {
      platform: 'tiktok',
      creator: 'charlidamelio',
      username: 'charlidamelio',
      full_name: "Charli D'Amelio",
      bio: "don't you dare",
      picture_url: 'https://example.com/charlidamelio.jpg',
      followers: 155_000_000,
      following: 1_200,
      posts_count: 2_300,
      is_verified: true,
      external_url: null,
      provider: 'tiktok-api23',
      measured_at: DOCUMENTED,
    },
    {
      ...NOTHING,
      platform: 'instagram',
      creator: 'creator_username',
      username: 'creator_username',
      full_name: 'A Creator',
      bio: 'Small kitchens, big flavours. Work with me: contact@creator.com',
      followers: 48_200,
      following: 310,
      posts_count: 412,
      provider: 'catalogue',
      measured_at: DOCUMENTED,
    },
    {
      ...NOTHING,
      platform: 'youtube',
      creator: 'tributary.demo',
      username: 'tributary.demo',
      full_name: 'Tributary Demo',
      bio: 'Rivers and the places where they meet. hello [at] tributary dot example',
      followers: 12_400,
      posts_count: 64,
      provider: 'catalogue',
      measured_at: now,
    },
    {
      ...NOTHING,
      platform: 'x',
      creator: 'tributary_demo',
      username: 'tributary_demo',
      full_name: 'Tributary Demo',
      bio: 'Where streams of talk meet. hello [at] tributary dot example',
      followers: 3_180,
      following: 214,
      posts_count: 861,
      provider: 'catalogue',
      measured_at: now,
    },
  ];
}

/**
 * Views of the documented creator's other posts, newest first; with the documented one their median
 * is 3,500,000.
 */
const VIEWS = [
  3_900_000, 2_750_000, 4_400_000, 1_300_000, 6_100_000, 3_100_000, 450_000, 7_800_000, 3_700_000, 2_100_000,
  4_900_000, 120_000, 9_600_000, 2_900_000, 5_500_000, 1_700_000, 3_300_000,
];
/** Views of the two old pinned posts. */
const PINNED = [48_000_000, 71_000_000];

/** Returns the posts named in the document and the lists around them. */
export function demoPosts(now: Date): CataloguePost[] {
  return [...documentedVideos(), ...documentedPosts(), ...ownVideos(now), ownXPost(now)];
}

/** The post that the demo workspace published to X; see the demo of the publishing subgraph. */
function ownXPost(now: Date): CataloguePost {
  const id = '9990000000000000700';
  return {
    ...tiktok(id, 8_410, {}),
    listed: true,
    platform: 'x',
    creator: 'tributary_demo',
    url: `https://x.com/tributary_demo/status/${id}`,
    description: 'We read 400 support threads, so that you need not.',
    likes: 212,
    comments: 18,
    shares: 37,
    posted_at: new Date(now.getTime() - 9 * DAY),
    provider: 'catalogue',
    measured_at: now,
  };
}

function documentedVideos(): CataloguePost[] {
  const first = tiktok('7123456789', 5_200_000, {
    description: 'new dance video',
    likes: 420_000,
    comments: 8_500,
    shares: 15_000,
    posted_at: new Date('2026-03-20T14:30:00.000Z'),
  });
  const others = VIEWS.map((views, index) =>
    tiktok(String(7_123_456_700 - index), views, {
      description: `dance number ${VIEWS.length - index}`,
      posted_at: new Date(Date.parse('2026-03-18T15:00:00.000Z') - index * 2 * DAY),
    }),
  );
  const pinned = PINNED.map((views, index) =>
    tiktok(String(7_023_456_700 - index), views, {
      description: 'the one that everybody knows',
      pinned: true,
      posted_at: new Date(Date.parse('2025-06-01T12:00:00.000Z') - index * DAY),
    }),
  );
  return [first, ...others, ...pinned];
}

function tiktok(id: string, views: number, post: Partial<CataloguePost>): CataloguePost {
  return {
    platform: 'tiktok',
    post_id: id,
    listed: true,
    creator: 'charlidamelio',
    url: `https://www.tiktok.com/@charlidamelio/video/${id}`,
    description: '',
    views,
    likes: Math.round(views * 0.08),
    comments: Math.round(views * 0.0016),
    shares: Math.round(views * 0.003),
    pinned: false,
    posted_at: null,
    provider: 'tiktok-api23',
    measured_at: DOCUMENTED,
    ...post,
  };
}

/**
 * Documented posts outside lists, including the one whose own page shows other metrics than its
 * creator's list.
 */
function documentedPosts(): CataloguePost[] {
  const alone = { listed: false, creator: null };
  const post = (
    platform: string,
    id: string,
    url: string,
    numbers: Partial<CataloguePost>,
  ): CataloguePost => ({
    ...tiktok(id, 0, alone),
    provider: 'catalogue',
    platform,
    url,
    ...numbers,
  });
  return [
    tiktok('7123456789', 1_250_000, {
      ...alone,
      url: 'https://www.tiktok.com/@user/video/7123456789',
      likes: 85_000,
      comments: 3_200,
      shares: 12_000,
    }),
    post('instagram', 'ABC123', 'https://www.instagram.com/reel/ABC123/', {
      views: 18_400,
      likes: 1_260,
      comments: 41,
      shares: null,
    }),
    post('youtube', 'dQw4w9WgXcQ', 'https://www.youtube.com/watch?v=dQw4w9WgXcQ', {
      views: 1_620_000_000,
      likes: 18_500_000,
      comments: null,
      shares: null,
    }),
    post('x', '1234567890', 'https://x.com/elonmusk/status/1234567890', {
      views: null,
      likes: 5_400,
      comments: 320,
      shares: 610,
    }),
  ];
}

function ownVideos(now: Date): CataloguePost[] {
  return Array.from({ length: 12 }, (_, index) => {
    const id = `demovideo${String(index).padStart(2, '0')}`;
    return {
      ...tiktok(id, 2_400 + ((index * 7_919) % 3_100), {}),
      platform: 'youtube',
      creator: 'tributary.demo',
      url: `https://www.youtube.com/watch?v=${id}`,
      description: `Where two rivers meet, part ${12 - index}`,
      shares: null,
      posted_at: new Date(now.getTime() - (index * 6 + 1) * DAY),
      provider: 'catalogue',
      measured_at: now,
    };
  });
}

/** Returns follower counts of the last thirteen weeks. */
export function demoGrowth(now: Date): HistoryRow[] {
  const series = (platform: string, subject: string, followers: number, weekly: number) =>
    Array.from({ length: 13 }, (_, weeks) => ({
      kind: 'creator' as const,
      platform,
      subject,
      provider: 'catalogue',
      at: new Date(now.getTime() - weeks * 7 * DAY),
      followers: followers - weeks * weekly,
    }));
  return [
    ...series('tiktok', 'charlidamelio', 155_000_000, 38_000),
    ...series('instagram', 'creator_username', 48_200, 260),
    ...series('youtube', 'tributary.demo', 12_400, 190),
  ];
}
