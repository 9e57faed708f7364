import { describe, expect, test } from '@jest/globals';
import { INTENTS, readIntents, STAGES, URGENCIES } from '../src/index.ts';
import { HEADLINES, splitOwnPosts, wholeText } from '../training/own-split.ts';

const estimate = (text: string, isHeadline = false) => readIntents([{ text, isHeadline }])[0] ?? null;
const { trained, heldOut } = splitOwnPosts();

describe('readIntents', () => {
  test('returns shares of one for each head', () => {
    const { intent, urgency, stage } = estimate('Our till software closes down in May, what now?')!;
    expect([intent, urgency, stage].map((head) => Object.keys(head))).toEqual([
      [...INTENTS],
      [...URGENCIES],
      [...STAGES],
    ]);
    for (const head of [intent, urgency, stage])
      expect(Object.values(head).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  test.each([
    ['buying', 'We need a new booking system for our salon by June, budget 80 a month. What do you all use?'],
    ['pain_point', 'Third time this week that the app logs me out in the middle of an order.'],
    ['question', 'How do I rename a branch in git without losing the commits?'],
    ['none', 'Happy birthday to the best team I have ever worked with!'],
  ])('finds %s in %j', (expected, text) => {
    const { intent } = estimate(text)!;
    expect(INTENTS.reduce((best, name) => (intent[name] > intent[best] ? name : best))).toBe(expected);
  });

  test('expects no intent of a headline', () => {
    const text = 'Restaurants look for cheaper delivery services';
    expect(estimate(text, true)!.intent.none).toBeGreaterThan(estimate(text)!.intent.none);
  });

  test('returns null for a text without known words', () => {
    for (const text of ['', '...', '12 345', 'xqzzv brrkpt']) expect(estimate(text)).toBeNull();
  });
});

describe('the split of own posts', () => {
  test('holds out whole trades, with every intent and with headlines', () => {
    const trades = new Set(trained.map(({ trade }) => trade));
    expect(heldOut.filter(({ trade }) => trades.has(trade))).toEqual([]);
    expect(new Set(heldOut.map(({ labels }) => labels.intent))).toEqual(new Set(INTENTS));
    expect(heldOut.some(({ style }) => style === HEADLINES)).toBe(true);
    expect(heldOut.length).toBeGreaterThan(1_000);
  });

  test('leaves no text on both sides', () => {
    const texts = new Set(trained.map(wholeText));
    expect(heldOut.filter((post) => texts.has(wholeText(post)))).toEqual([]);
  });
});
