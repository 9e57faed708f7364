import type { TrackedBrand } from '@tributary/kit/brands';
import { turnAfter } from '@tributary/kit/import';
import { type NewCommunityPost, type ReadyPost, readyPost } from './data/write-community-posts.ts';
import type { openScoringThreads } from './scoring/threads.ts';

/**
 * Scores posts in worker threads and serializes them for the database, with pauses in which the
 * main thread serves others.
 */
export async function scorePosts(
  posts: readonly NewCommunityPost[],
  threads: ReturnType<typeof openScoringThreads>,
  brands: readonly TrackedBrand[],
): Promise<ReadyPost[]> {
  const analyses = await threads.run(
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
