import * as communityPosts from './2026-11-22-community-posts.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '2026-11-22-community-posts': communityPosts,
};
