import type { TrackedBrand } from '@tributary/kit/brands';
import { turnAfter } from '@tributary/kit/import';
import { type NewCommunityPost, type ReadyPost, readyPost } from './data/write-community-posts.ts';
import { scoreInThread } from './scoring/threads.ts';

/**
 * Scores posts in worker threads and serializes them for the database, with pauses in which the
 * main thread serves others.
 */
export async function scorePosts(
  posts: readonly NewCommunityPost[],
  brands: readonly TrackedBrand[],
): Promise<ReadyPost[]> {
  const analyses = await scoreInThread(
    posts.map((post) => ({ ...post, comments: post.commentCount })),
    brands,
  );
  const ready: ReadyPost[] = [];
  for (const [index, post] of posts.entries()) {
    const turn = turnAfter(index);
    if (turn) await turn;
    ready.push(readyPost({ post, analysis: analyses[index]! }));
  }
  return ready;
}
