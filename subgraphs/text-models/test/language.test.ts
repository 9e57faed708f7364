import { describe, expect, test } from '@jest/globals';
import { eld } from 'eld/small';
import fc from 'fast-check';
import { detectLanguage, isJudged, languageOf } from '../src/index.ts';
import { languageScores, loadScoringData } from '../src/language/language-scores.ts';
import { POSTS_BY_LANGUAGE } from '../training/data/checks/languages.ts';

const posts = Object.entries(POSTS_BY_LANGUAGE).flatMap(([language, texts]) =>
  texts.map((text) => ({ language, text })),
);

describe('detectLanguage', () => {
  test('recognises posts in twenty languages, and is never wrong about one of these', () => {
    const found = posts.map(({ language, text }) => ({ language, text, found: detectLanguage(text) }));
    expect(posts).toHaveLength(100);
    expect(found.filter((each) => each.found !== null && each.found !== each.language)).toEqual([]);
    expect(found.filter((each) => each.found === null).length).toBeLessThanOrEqual(10);
  });

  test.each(['', 'ok', '12 345', '😀😀😀', 'https://example.org/der-schnellste-weg-nach-hause', '@jemand'])(
    'is uncertain about %j',
    (text) => expect(detectLanguage(text)).toBeNull(),
  );

  test('ignores URLs, handles and addresses', () => {
    const text = 'Die Lieferung kam schon wieder zwei Wochen zu spät.';
    const noise = '@customer_support_team https://example.com/your-order-is-late help@example.com';
    expect(detectLanguage(`${noise} ${text}`)).toBe('de');
  });

  test('returns an ISO 639-1 code or null for any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const language = detectLanguage(text);
        return language === null || /^[a-z]{2}$/.test(language);
      }),
    );
  });

  test('reads the beginning of a long text only', () => {
    const english = 'The parcel was left in the rain, and nobody answers the phone. ';
    expect(detectLanguage(english.repeat(40) + 'Отвечайте на звонки. '.repeat(5_000))).toBe('en');
  });
});

describe('the scores of languages', () => {
  const score = languageScores(loadScoringData());
  const words = posts.flatMap(({ text }) => text.split(/\s+/));
  const pieces = fc.constantFrom(
    ...words,
    "don't",
    'rock’n’roll',
    "'",
    '`',
    '’',
    '-',
    '… ',
    '2024',
    '😀',
    ' ',
  );
  const latin = fc.array(pieces, { maxLength: 90 }).map((each) => each.join(' '));

  /** Returns what `eld` finds in the form of our scores. */
  function byEld(text: string) {
    const found = eld.detect(text);
    const { [found.language]: best, en = 0 } = found.getScores();
    if (found.language === '') return null;
    return { language: found.language, isReliable: found.isReliable(), score: best, english: en };
  }

  test('are those of eld for every text that they are computed for', () => {
    let computed = 0;
    fc.assert(
      fc.property(fc.oneof(latin, fc.string({ maxLength: 500 })), (text) => {
        const found = score(text);
        if (found === undefined) return;
        computed += 1;
        expect(found).toEqual(byEld(text));
      }),
      { numRuns: 500 },
    );
    expect(computed).toBeGreaterThan(100);
  });

  test.each([
    ['of letters outside ASCII', 'Die Lieferung kam zu spät.'],
    ['with a word of more than 70 letters', `The ${'a'.repeat(71)} is long`],
  ])('are left to eld for texts %s', (_, text) => expect(score(text)).toBeUndefined());

  test.each([340, 350, 351, 379, 380, 381, 400])('read as far as eld does in %d letters', (length) => {
    for (const text of [
      'abcde '.repeat(70),
      "ab'c ".repeat(90),
      'abcdefghij'.repeat(6).concat(' ').repeat(8),
    ])
      expect(score(text.slice(0, length))).toEqual(byEld(text.slice(0, length)));
  });
});

test('English and uncertain texts are judged, other languages are not', () => {
  expect(['en', null, 'de', 'ja'].map(isJudged)).toEqual([true, true, false, false]);
});

describe('languageOf', () => {
  const [ENGLISH, GERMAN] = [
    'The parcel was left in the rain again.',
    'Die Lieferung kam schon wieder zu spät.',
  ];

  test.each([
    ['an English text', ENGLISH, null, { language: 'en', unjudged: null }],
    ['a text in another language', GERMAN, null, { language: 'de', unjudged: 'de' }],
    ['a text too short to detect, stated as English', 'ok', 'en', { language: 'en', unjudged: null }],
    ['a text too short to detect, stated as another', 'ok', 'ja', { language: 'ja', unjudged: 'ja' }],
    ['an English text stated as another language', ENGLISH, 'pt', { language: 'pt', unjudged: 'pt' }],
    ['a text in another language stated as English', GERMAN, 'en', { language: 'en', unjudged: 'de' }],
  ])('%s', (_, text, stated, expected) => expect(languageOf(text, stated)).toEqual(expected));
});
