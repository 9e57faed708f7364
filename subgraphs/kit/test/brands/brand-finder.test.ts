import { describe, expect, test } from '@jest/globals';
import { type BrandTerms, brandFinder, brandOccurrences } from '@tributary/kit/brands';

function brand(name: string, rest: Partial<BrandTerms> = {}): BrandTerms {
  return { id: name, names: [name], excludes: [], ...rest };
}

/** Returns the brands that a title and a body name. */
function named(brands: readonly BrandTerms[], title: string, body = ''): string[] {
  return brandFinder(brands)([title, body]);
}

describe('a brand is named', () => {
  test.each([
    ['Okapi', 'an OKAPI!'],
    ['okapi', '@Okapi is late'],
    ['Air France', 'air-france'],
    ['Air France', 'Air\nFrance'],
    ['C++', 'I write C++.'],
    ['C++', 'C++11'],
    ['.NET', 'ASP.NET core'],
    ['$AAPL', 'buy $aapl'],
    ['A.*B', 'a b'],
    ['What (if)?', 'what if'],
    ["O'Reilly", 'O’Reilly’s books'],
    ['日本', '東京は日本の首都'],
    ['Café', 'CAFE\u0301'],
  ])('%s by "%s"', (name, text) => {
    expect(named([brand(name)], text)).toEqual([name]);
    expect(named([brand(name)], '', text)).toEqual([name]);
  });

  test.each([
    ['Air', 'airline'],
    ['Air', 'repair'],
    ['Air France', 'France Air'],
    ['Air France', 'Air de France'],
    ['C++', 'vitamin C'],
    ['.NET', 'a net'],
    ['A.*B', 'axxxb'],
    ['[x]', 'y'],
  ])('%s not by "%s"', (name, text) => {
    expect(named([brand(name)], text)).toEqual([]);
  });

  test('not by words that begin in the title and end in the body', () => {
    expect(named([brand('Air France')], 'by air', 'France is far')).toEqual([]);
  });

  test('by any of its names, once', () => {
    const american = brand('American', { names: ['American', 'AmericanAir', 'AA'] });
    expect(named([american], 'AA, @AmericanAir, american')).toEqual(['American']);
  });
});

describe('of brands within each other', () => {
  const air = brand('Air');
  const france = brand('Air France');

  test('the longer one is named where it occurs in full', () => {
    expect(named([air, france], 'Air France is late')).toEqual(['Air France']);
  });

  test('both are named if both occur separately, in either part', () => {
    expect(named([air, france], 'Air France', 'fresh air').sort()).toEqual(['Air', 'Air France']);
  });

  test('an alias of another brand takes precedence like its name', () => {
    const other = brand('Other', { names: ['Other', 'Royal Air Maroc'] });
    expect(named([air, other], 'Royal Air Maroc')).toEqual(['Other']);
  });

  test('a sign makes a name longer', () => {
    expect(named([brand('C'), brand('C++')], 'C++ only')).toEqual(['C++']);
  });

  test('the same words name both', () => {
    expect(named([brand('AIR'), air], 'air').sort()).toEqual(['AIR', 'Air']);
  });
});

describe('an exclude', () => {
  const delta = brand('Delta', { excludes: ['delta variant', 'river'] });

  test('that contains the name excludes only the matches within it', () => {
    expect(named([delta], 'the delta variant')).toEqual([]);
    expect(named([delta], 'delta variant on a Delta flight')).toEqual(['Delta']);
  });

  test('that does not contain the name excludes the whole text', () => {
    expect(named([delta], 'Delta flight', 'over the river')).toEqual([]);
  });

  test('applies to its own brand only', () => {
    expect(named([delta, brand('Nile')], 'the river Nile')).toEqual(['Nile']);
  });
});

// Anything that is computed for each occurrence from the whole text would take minutes here.
test.each(['Notion ', 'Zendesk ', 'ﬁne Zendesk ', 'Zendesk Notion '])(
  'a text full of “%s” is read in linear time',
  (unit) => {
    const text = unit.repeat(40_000 / unit.length);
    const brands = [brand('Notion'), brand('Zendesk')];
    const occurrences = brandOccurrences(brands)([text]);
    expect(occurrences.length).toBeGreaterThan(3_000);
    const last = occurrences.at(-1)!;
    expect(text.slice(last.start, last.end)).toBe(last.phrase);
  },
  10_000,
);
