import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { LABELS, type LabelName, readOwnLabels, readOwnPosts } from '../training/data/own-posts.ts';
import { agreementTable } from '../training/evaluation/agreement.ts';
import { isOrdinary } from '../training/own-split.ts';

const posts = readOwnPosts();
const settled = readOwnLabels('settled');
const textOf = ({ title, text }: { title: string; text: string }) => `${title} ${text}`.trim();

describe('the posts that were written for training', () => {
  test('have distinct ids that name their style, and a text', () => {
    expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length);
    expect(posts.filter(({ id, style }) => !id.startsWith(`${style}-`))).toEqual([]);
    expect(posts.filter((post) => textOf(post) === '')).toEqual([]);
  });

  // Idioms such as "for the first time since" have six words.
  test.each([
    [6, 300],
    [8, 2_000],
  ])('come from no template: two posts hardly ever share %d words in a row', (length, oneIn) => {
    const owners = new Map<string, string>();
    const shared = new Set<string>();
    for (const post of posts) {
      const words =
        textOf(post)
          .toLowerCase()
          .match(/[\p{L}\p{N}']+/gu) ?? [];
      for (let at = 0; at + length <= words.length; at++) {
        const run = words.slice(at, at + length).join(' ');
        const owner = owners.get(run);
        if (owner !== undefined && owner !== post.id) shared.add(`${owner} ${post.id}`);
        owners.set(run, post.id);
      }
    }
    expect(shared.size).toBeLessThan(posts.length / oneIn);
  });

  test('come from forty trades, none of which has more than a twentieth', () => {
    const composed = posts.filter((post) => !isOrdinary(post));
    const trades = Map.groupBy(composed, ({ trade }) => trade);
    expect(trades.size).toBe(40);
    for (const of of trades.values()) expect(of.length).toBeLessThan(composed.length / 20);
  });

  test('include 4,500 ordinary ones', () => {
    expect(posts.filter(isOrdinary)).toHaveLength(4_500);
  });
});

describe('their labels', () => {
  test.each(['first', 'second', 'settled'] as const)('cover every post in the %s pass', (pass) => {
    const ids = [...readOwnLabels(pass).keys()];
    expect(new Set(ids)).toEqual(new Set(posts.map(({ id }) => id)));
  });

  test('are those of both passes wherever these agree', () => {
    const [first, second] = [readOwnLabels('first'), readOwnLabels('second')];
    for (const [id, labels] of first)
      if (JSON.stringify(labels) === JSON.stringify(second.get(id))) expect(settled.get(id)).toEqual(labels);
  });

  test('follow the guideline: a stage for needs and problems only, and no urgency without an intent', () => {
    const wrong = [...settled].filter(([, { intent, stage, urgency }]) => {
      const hasStage = intent === 'buying' || intent === 'comparison' || intent === 'pain_point';
      return hasStage === (stage === '-') || (intent === 'none' && urgency !== 'low');
    });
    expect(wrong).toEqual([]);
  });

  test('name competitors as they are written in the post', () => {
    const byId = new Map(posts.map((post) => [post.id, textOf(post)]));
    const wrong = [...settled].filter(
      ([id, { competitor }]) => competitor !== '-' && !byId.get(id)!.includes(competitor),
    );
    expect(wrong).toEqual([]);
  });

  test('have every value at least a hundred times', () => {
    for (const name of Object.keys(LABELS) as LabelName[])
      for (const value of LABELS[name])
        expect([
          name,
          value,
          [...settled.values()].filter((labels) => labels[name] === value).length > 100,
        ]).toEqual([name, value, true]);
  });
});

test('the data card has the measured agreement', () => {
  const card = readFileSync(new URL('../training/data/data-card.md', import.meta.url), 'utf8');
  expect(card).toContain(agreementTable());
});
