import { MAX_VIDEOS } from '@tributary/platforms';
import type { Found, Subject, Video } from '../../answer.ts';
import {
  type CatalogueCreator,
  type CataloguePost,
  loadCreators,
  loadNewestPosts,
  loadPosts,
} from '../../data/catalogue.ts';
import { PLATFORMS } from '../../platforms.ts';
import type { Call, Provider } from './provider.ts';

const MOST_SUBJECTS = 500;

/**
 * Source of creators and posts imported by the workspace; needs no key and no network. It returns
 * the origin and time of its data, and cannot tell that something does not exist on the platform.
 */
export const catalogue: Provider = {
  name: 'catalogue',
  platforms: PLATFORMS,
  live: false,
  capabilities: {
    post_stats: {
      most: MOST_SUBJECTS,
      read: async (subjects, call) => {
        const { platform } = subjects[0]!;
        const rows = await loadPosts(
          call.scope,
          platform,
          subjects.map(({ id }) => id),
        );
        const byId = new Map(rows.map((row) => [row.post_id, row]));
        return subjects.map(({ id }) => toNumbers(byId.get(id)));
      },
    },
    profile: {
      most: MOST_SUBJECTS,
      read: async (subjects, call) => {
        const { platform } = subjects[0]!;
        const rows = await loadCreators(
          call.scope,
          platform,
          subjects.map(({ id }) => id),
        );
        const byName = new Map(rows.map((row) => [row.creator, row]));
        return subjects.map(({ id }) => {
          const row = byName.get(id);
          return row ? { facts: toProfile(row), provider: row.provider, fetchedAt: row.measured_at } : null;
        });
      },
    },
    videos: { most: MOST_SUBJECTS, read: readVideos },
  },
};

async function readVideos(subjects: readonly Subject[], { scope }: Call): Promise<Found<'videos'>[]> {
  const { platform } = subjects[0]!;
  const ids = subjects.map(({ id }) => id);
  const [creators, posts] = await Promise.all([
    loadCreators(scope, platform, ids),
    loadNewestPosts(scope, platform, ids, MAX_VIDEOS),
  ]);
  const byName = new Map(creators.map((creator) => [creator.creator, creator]));
  return ids.map((id, index) => toVideos(id, byName.get(id), posts[index]!));
}

function toVideos(
  id: string,
  creator: CatalogueCreator | undefined,
  posts: readonly CataloguePost[],
): Found<'videos'> {
  const measured = posts.map(({ measured_at }) => measured_at.getTime());
  const fetchedAt = posts.length > 0 ? new Date(Math.max(...measured)) : creator?.measured_at;
  if (!fetchedAt) return null;
  return {
    facts: { username: creator?.username ?? id, videos: posts.map(toVideo) },
    provider: posts[0]?.provider ?? creator!.provider,
    fetchedAt,
  };
}

function toNumbers(row: CataloguePost | undefined): Found<'post_stats'> {
  if (!row) return null;
  const { post_id: postId, creator: username, views, likes, comments, shares } = row;
  return {
    facts: { postId, username, views, likes, comments, shares },
    provider: row.provider,
    fetchedAt: row.measured_at,
  };
}

function toVideo(row: CataloguePost): Video {
  const { post_id: id, url, description, views, likes, comments, shares, pinned } = row;
  const createdAt = row.posted_at?.toISOString() ?? null;
  return { id, url, description, views, likes, comments, shares, createdAt, pinned };
}

function toProfile(row: Awaited<ReturnType<typeof loadCreators>>[number]) {
  return {
    username: row.username,
    fullName: row.full_name,
    bio: row.bio,
    pictureUrl: row.picture_url,
    followers: row.followers,
    following: row.following,
    postsCount: row.posts_count,
    isVerified: row.is_verified,
    externalUrl: row.external_url,
  };
}
