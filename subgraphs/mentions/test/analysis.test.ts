import { describe, expect, test } from '@jest/globals';
import { HOSTILE_TEXTS } from '../../text-models/training/data/checks/hostile.ts';
import { POSTS_BY_LANGUAGE } from '../../text-models/training/data/checks/languages.ts';
import { openAnalysis } from '../src/analysis/index.ts';
import { knownBrands } from '../src/known-brands.ts';
import { EMOTIONS, SENTIMENTS } from '../src/mention.ts';

const analyse = openAnalysis({
  brands: knownBrands([
    { name: 'Blue Bottle', aliases: ['BBC coffee'] },
    { name: 'C++', aliases: [] },
  ]),
});
const read = (text: string | null, title: string | null = null) => analyse([{ title, text }])[0]!;

describe('the analysis', () => {
  test('returns probabilities with two decimals that add up to 1', () => {
    const { sentiment, emotions } = read('I love this so much, thank you!');
    const sum = (values: object) =>
      Object.values(values).reduce((one, other) => one + Math.round(other * 100), 0);
    expect([sum(sentiment!), sum(emotions!)]).toEqual([100, 100]);
    expect([Object.keys(sentiment!), Object.keys(emotions!)]).toEqual([[...SENTIMENTS], [...EMOTIONS]]);
    expect(sentiment!.positive).toBeGreaterThan(0.5);
  });

  test('returns null if it cannot determine a value', () => {
    for (const text of [null, '', '12345 67'])
      expect(read(text)).toMatchObject({
        intention: null,
        tone: null,
        hook: null,
        cta: null,
        questions: [],
        brands: [],
      });
    expect(read('')).toMatchObject({ sentiment: null, emotions: null, topics: [], entities: [] });
  });

  test('says the language, and judges English only', () => {
    const german = read('Die Lieferung kam schon wieder zwei Wochen zu spät, danke Blue Bottle. Warum?');
    expect(german).toMatchObject({
      language: 'de',
      sentiment: null,
      emotions: null,
      intention: null,
      tone: null,
      questions: [],
      topics: [],
      entities: [],
      brands: ['Blue Bottle'],
    });
    expect(read('The delivery was two weeks late again, and nobody answers.').language).toBe('en');
    const { en: _, ...others } = POSTS_BY_LANGUAGE;
    for (const text of Object.values(others).flat())
      expect(read(text)).toMatchObject({ sentiment: null, emotions: null, intention: null, tone: null });
    // Too short to be certain, and so tried.
    expect(read('love it')).toMatchObject({ language: null, sentiment: { positive: expect.any(Number) } });
  });

  test('finds brands by name and alias as whole words', () => {
    expect(read('my blue bottle order, and C++ code').brands).toEqual(['Blue Bottle', 'C++']);
    expect(read('bbc coffee, please').brands).toEqual(['Blue Bottle']);
    expect(read('two Blue Bottles at #BlueBottle').brands).toEqual(['Blue Bottle']);
    expect(read('bluebottles and c code').brands).toEqual([]);
  });

  test.each([
    ['Can anyone recommend a quiet keyboard?', 'seek_recommendation'],
    ['Worst service ever, never again', 'complain'],
    ['I tried the new place last week', 'share_experience'],
    ['How to steep tea: step by step', 'teach'],
    ['Use my code BREW20, link in bio', 'promote'],
    ['What time does it open?', 'ask_question'],
    ['The sky is blue', null],
  ])('knows what the author of "%s" is after', (text, intention) => {
    expect(read(text).intention).toBe(intention);
  });

  test('finds hook, call to action and questions', () => {
    const found = read('Nobody tells you this. Why is it so cheap? Subscribe for part two.');
    expect(found).toMatchObject({
      hook: 'Nobody tells you this.',
      cta: 'Subscribe for part two.',
      questions: ['Why is it so cheap?'],
    });
  });

  test('finds names, but not words that are capitalised for another reason', () => {
    expect(read('Yesterday I met Ada Lovelace in Brooklyn.').entities).toEqual(['Ada Lovelace', 'Brooklyn']);
    expect(read('WHY IS EVERYTHING SO LOUD TODAY').entities).toEqual([]);
  });

  test('finds topics as phrases and hashtags', () => {
    expect(read('The cold brew here is fine. Cold brew again! #coffee').topics).toEqual(
      expect.arrayContaining(['cold brew', 'coffee']),
    );
  });

  test('is deterministic, and reads the beginning of a long text only', () => {
    for (const text of HOSTILE_TEXTS) expect(read(text)).toEqual(read(text.slice(0, 20_000)));
  });
});
