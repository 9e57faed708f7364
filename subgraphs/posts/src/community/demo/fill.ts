import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../data/tables.ts';
import { startSamples } from '../data/sample-streams.ts';
import { recordScoring } from '../data/scored-brands.ts';
import { insertTracker } from '../data/trackers/trackers.ts';
import { upsertCommunityPosts } from '../data/write-community-posts.ts';
import { rulesEngine } from '../scoring/index.ts';
import { demoPosts, documentedPost } from './demo-posts.ts';

const TRACKERS = [
  {
    name: 'AI tools',
    query: '"AI tools"',
    context: 'Software that drafts, sorts, and answers texts with language models, for small teams.',
  },
  {
    name: 'Community monitoring',
    query: '"community monitoring" OR "social listening"',
    context:
      'Finding mentions of a brand on Reddit, Hacker News, Bluesky, and Mastodon, and replying to them.',
  },
  {
    name: 'Open source',
    query: '"open source" -job -hiring',
    context: 'Self-hosted software, its licences, and its maintainers.',
  },
] as const;

/**
 * Fills a demo workspace with sample posts, scored like imported ones, the documentation's example
 * post, and trackers, for which sample posts are found from then on.
 */
export async function demo(scope: Scope<Tables>, now: Date): Promise<void> {
  const unknown = { externalId: null, link: null, points: null, commentCount: null, language: null };
  const posts = demoPosts(now);
  const analyses = await rulesEngine.score(posts);
  const scored = posts.map((post, index) => ({ post: { ...unknown, ...post }, analysis: analyses[index]! }));
  const { analysis, ...documented } = documentedPost;
  await upsertCommunityPosts(scope, [...scored, { post: { ...unknown, ...documented }, analysis }]);
  await recordScoring(scope, { brandsKnown: false });
  const anything = { platforms: null, languages: null, feeds: [], communities: [] };
  // A tracker of that name is already there after an interruption.
  for (const [index, tracker] of TRACKERS.entries()) {
    const createdAt = new Date(now.getTime() - TRACKERS.length + index);
    await insertTracker(scope, { ...anything, ...tracker }, createdAt);
  }
  await startSamples(scope);
}
