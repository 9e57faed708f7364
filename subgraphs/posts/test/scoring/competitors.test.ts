import { describe, expect, test } from '@jest/globals';
import { type Analysis, rulesEngine } from '../../src/community/scoring/index.ts';
import { type LabelledPost, namingPosts, otherPosts, TRACKED } from './tracked-competitors.ts';

/** Returns the posts whose competitor is not the labelled one. */
function wrong(posts: readonly LabelledPost[]) {
  const analyses = rulesEngine.score(
    posts.map(({ post }) => post),
    { brands: TRACKED },
  ) as Analysis[];
  return posts.flatMap(({ post, competitor }, index) =>
    analyses[index]!.competitor === competitor
      ? []
      : [`${post.title}: ${analyses[index]!.competitor} instead of ${competitor}`],
  );
}

describe('competitors of a workspace', () => {
  test('are named in at least 60 of 66 posts that name one', () => {
    expect(namingPosts).toHaveLength(66);
    const missed = wrong(namingPosts);
    expect({ missed, few: missed.length <= 6 }).toEqual({ missed, few: true });
  });

  test('are invented in at most 3 posts that name none', () => {
    const invented = wrong(otherPosts);
    expect({ invented, few: invented.length <= 3 }).toEqual({ invented, few: true });
  });

  test('are never its own brand', () => {
    const own = TRACKED.filter(({ isOwn }) => isOwn).map(({ id }) => id);
    const analyses = rulesEngine.score(
      [...namingPosts, ...otherPosts].map(({ post }) => post),
      { brands: TRACKED },
    ) as Analysis[];
    expect(analyses.filter(({ competitor }) => own.includes(competitor!))).toEqual([]);
  });
});
