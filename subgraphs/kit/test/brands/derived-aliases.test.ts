import { describe, expect, test } from '@jest/globals';
import { brandOccurrences, derivedAliases } from '@tributary/kit/brands';

describe('derived aliases', () => {
  test.each([
    ['Tesla', [['Teslas', 'plural']]],
    [
      'Coca-Cola',
      [
        ['CocaCola', 'joined'],
        ['Coca-Colas', 'plural'],
      ],
    ],
    [
      'GitLab',
      [
        ['Git Lab', 'split'],
        ['GitLabs', 'plural'],
      ],
    ],
    ['American Airlines', [['AmericanAirlines', 'joined']]],
    ['Notion', []],
    ['American', []],
    ['LinkedIn', [['LinkedIns', 'plural']]],
    ['C++', []],
    ['日本', []],
  ])('of %s are %j', (name, expected) => {
    expect(derivedAliases([name]).map(({ text, kind }) => [text, kind])).toEqual(expected);
  });

  test('repeat no name, and are each listed once', () => {
    const aliases = derivedAliases(['Coca-Cola', 'CocaCola', 'COCACOLA']).map(({ text }) => text);
    expect(aliases).not.toContain('CocaCola');
    expect(new Set(aliases.map((alias) => alias.toLowerCase())).size).toBe(aliases.length);
  });
});

describe('an explanation', () => {
  const find = brandOccurrences([
    { id: 'Notion', names: ['Notion'], excludes: ['notion of'] },
    { id: 'American Airlines', names: ['American Airlines', 'AmericanAirlines'], excludes: [] },
  ]);

  test('has the offsets of the text as it is written', () => {
    const text = '🎈 ﬁrst: “Notion”, then Jira';
    const [found] = find([text]);
    expect(text.slice(found!.start, found!.end)).toBe('Notion');
  });

  test('says why an occurrence does not count', () => {
    expect(find(['no notion of it'])).toMatchObject([
      { counts: false, confidence: 0, reason: 'is within the excluded phrase “notion of”' },
    ]);
    expect(find(['Some people have a strange notion here.'])).toMatchObject([
      { counts: false, reason: 'is written in lower case' },
    ]);
  });

  test('suggests a handle that is no alias', () => {
    expect(find(['thanks @AmericanAir'])).toMatchObject([
      { brand: 'American Airlines', counts: false, handle: 'AmericanAir' },
    ]);
    expect(find(['thanks @americanairlines'])).toMatchObject([{ counts: true, handle: null }]);
    expect(find(['thanks @americana, @NotionHQ'])).toMatchObject([{ handle: 'NotionHQ' }]);
  });
});
