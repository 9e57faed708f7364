import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../data/tables.ts';
import { insertTrackedKeyword } from './data/tracked-keywords.ts';
import { upsertCommunityPosts } from './data/write-community-posts.ts';
import { demoPosts, documentedPost } from './demo-posts.ts';
import { rulesEngine } from './scoring/index.ts';

const KEYWORDS = ['AI tools', 'community monitoring', 'open source'];

/**
 * Fills a demo workspace with sample posts, scored like imported ones, and the documentation's
 * example post.
 */
export async function demo(scope: Scope<Tables>, now: Date): Promise<void> {
  const unknown = { externalId: null, link: null, points: null, commentCount: null };
  const posts = demoPosts(now);
  const analyses = await rulesEngine.score(posts);
  const scored = posts.map((post, index) => ({ post: { ...unknown, ...post }, analysis: analyses[index]! }));
  const { analysis, ...documented } = documentedPost;
  await upsertCommunityPosts(scope, [...scored, { post: { ...unknown, ...documented }, analysis }]);
  for (const keyword of KEYWORDS) await insertTrackedKeyword(scope, keyword);
}
