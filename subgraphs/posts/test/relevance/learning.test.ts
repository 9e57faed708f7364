import { describe, expect, test } from '@jest/globals';
import {
  applyRules,
  type Example,
  featuresOf,
  judge,
  LABELS,
  type LearnedModel,
  trackerWords,
  trainModel,
} from '../../src/community/relevance/index.ts';
import { type Labelled, labelledPosts } from './labelled.ts';

const TRACKER = trackerWords({ query: 'linear', context: '' });
const CORRECTIONS = 50;

const all = labelledPosts();
const corrected = all.slice(0, CORRECTIONS);
const heldBack = all.slice(CORRECTIONS);

/** The correction that a user makes. */
function exampleOf({ post, isRelevant }: Labelled): Example {
  const { odds: prior } = applyRules(post, TRACKER);
  return { features: featuresOf(post), prior, label: LABELS[isRelevant ? 'high' : 'low'] };
}

/** F1 of the judgement that a post is relevant, highly or less so. */
function f1(posts: readonly Labelled[], model: LearnedModel | null): number {
  const isFound = ({ post }: Labelled) => judge(post, TRACKER, model).relevance !== 'low';
  const found = posts.filter(isFound);
  const right = found.filter(({ isRelevant }) => isRelevant).length;
  const relevant = posts.filter(({ isRelevant }) => isRelevant).length;
  return (2 * right) / (found.length + relevant);
}

describe('learning from corrections', () => {
  test('raises F1 of posts that were not corrected by at least 10 points after 50 corrections', () => {
    expect(corrected).toHaveLength(CORRECTIONS);
    expect(heldBack.length).toBeGreaterThanOrEqual(CORRECTIONS - 10);
    const before = f1(heldBack, null);
    const after = f1(heldBack, trainModel(corrected.map(exampleOf)));
    expect(before).toBeGreaterThan(0.5);
    expect(after - before).toBeGreaterThanOrEqual(0.1);
  });

  test('agrees with the corrections themselves', () => {
    const model = trainModel(corrected.map(exampleOf));
    const wrong = corrected.filter(
      ({ post, isRelevant }) => (judge(post, TRACKER, model).relevance !== 'low') !== isRelevant,
    );
    expect(wrong.length).toBeLessThanOrEqual(2);
  });

  test('changes nothing without corrections', () => {
    const model = trainModel([]);
    for (const { post } of all) expect(judge(post, TRACKER, model)).toEqual(judge(post, TRACKER, null));
  });

  test('is the same for the same corrections', () => {
    const examples = corrected.map(exampleOf);
    expect([...trainModel(examples).weights]).toEqual([...trainModel(examples).weights]);
  });

  test('is bounded by the number of features', () => {
    const examples = Array.from({ length: 300 }, (_, index): Example => {
      const title = Array.from({ length: 100 }, (__, word) => `w${index * 100 + word}`).join(' ');
      const post = { ...all[0]!.post, title, spans: [] };
      return { features: featuresOf(post), prior: 0, label: LABELS.low };
    });
    const model = trainModel(examples);
    expect(model.weights.size).toBeLessThanOrEqual(16_384);
    expect(model.corrections).toBe(300);
  });
});
