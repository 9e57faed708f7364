import { describe, expect, test } from '@jest/globals';
import { brandIdOf, foldedOfId } from '../src/brand.ts';
import { addDays, daysFrom } from '../src/days.ts';
import { checkCreate, checkUpdate, type QueryInput } from '../src/query-input.ts';
import { scoreOf } from '../src/trending.ts';

const INPUT: QueryInput = { primaryBrand: { name: 'Mine' }, competitorBrands: [], rangeDays: 30 };

describe('an intelligence query', () => {
  test('is stored trimmed, with each phrase and community once', () => {
    const fields = checkCreate({
      primaryBrand: { name: ' Mine ', aliases: ['mine', 'My Brand', 'my brand'], excludes: ['gold mine'] },
      competitorBrands: [{ name: 'Theirs' }],
      communities: ['Reddit', 'reddit', 'Hacker News', 'Twitter'],
      rangeDays: 7,
    });
    expect(fields).toEqual({
      brands: [
        { name: 'Mine', folded: 'mine', aliases: ['My Brand'], excludes: ['gold mine'] },
        { name: 'Theirs', folded: 'theirs', aliases: [], excludes: [] },
      ],
      communities: ['reddit', 'hackernews', 'x'],
      rangeDays: 7,
    });
  });

  test.each<[string, Partial<QueryInput>, string]>([
    ['an empty name', { primaryBrand: { name: ' ' } }, 'input.primaryBrand.name'],
    ['a name without a word', { primaryBrand: { name: '***' } }, 'input.primaryBrand.name'],
    ['a long name', { primaryBrand: { name: 'x'.repeat(101) } }, 'input.primaryBrand.name'],
    ['a NUL', { primaryBrand: { name: 'a\0b' } }, 'input.primaryBrand.name'],
    [
      'a bad alias',
      { competitorBrands: [{ name: 'A', aliases: ['?'] }] },
      'input.competitorBrands.0.aliases',
    ],
    ['a brand twice', { competitorBrands: [{ name: 'MINE' }] }, 'input.competitorBrands'],
    ['too many brands', { competitorBrands: Array(21).fill({ name: 'A' }) }, 'input.competitorBrands'],
    ['a bad community', { communities: ['r/SaaS'] }, 'input.communities'],
    ['an unknown platform', { communities: ['reddit', 'redit'] }, 'input.communities'],
    ['no days', { rangeDays: 0 }, 'input.rangeDays'],
    ['too many days', { rangeDays: 366 }, 'input.rangeDays'],
  ])('with %s is refused', (_, changes, field) => {
    expect(() => checkCreate({ ...INPUT, ...changes })).toThrow(
      expect.objectContaining({ code: 'INVALID_INPUT', details: { field } }),
    );
  });

  test('keeps the members that an update omits', () => {
    const known = { id: '1', createdAt: new Date(0), archivedAt: null, ...checkCreate(INPUT) };
    expect(checkUpdate(known, { rangeDays: 90 })).toEqual({ ...checkCreate(INPUT), rangeDays: 90 });
    expect(
      checkUpdate(known, { competitorBrands: [{ name: 'New' }] }).brands.map(({ name }) => name),
    ).toEqual(['Mine', 'New']);
    expect(() => checkUpdate(known, { competitorBrands: [{ name: 'mine' }] })).toThrow('is listed twice');
  });
});

describe('the id of a brand', () => {
  test('is the same in any case, and decodes to the brand', () => {
    expect(brandIdOf('w1', 'ACME Inc')).toBe(brandIdOf('w1', 'acme inc'));
    expect(foldedOfId('w1', brandIdOf('w1', 'ACME Inc'))).toBe('acme inc');
  });

  test('differs between workspaces', () => {
    expect(foldedOfId('w2', brandIdOf('w1', 'ACME Inc'))).toBeNull();
  });

  test.each([[''], ['%%%'], ['QUNNRQ'], [Buffer.from('***').toString('base64url')]])(
    'is none: "%s"',
    (id) => {
      expect(foldedOfId('w1', id)).toBeNull();
    },
  );
});

describe('the score of a topic', () => {
  test.each([
    [
      { count: 10, history: [2, 4, 4, 4, 5, 5, 7, 9] },
      { score: 2.5, change: 100 },
    ],
    [
      { count: 3, history: [0, 0, 0] },
      { score: 3, change: null },
    ],
    [
      { count: 3, history: [] },
      { score: 3, change: null },
    ],
    [
      { count: 5, history: [5, 5] },
      { score: 0, change: 0 },
    ],
  ])('of %j is %j', (topic, expected) => {
    expect(scoreOf(topic)).toEqual(expected);
  });
});

describe('days', () => {
  test('cross months, leap days and years', () => {
    expect([addDays('2024-02-28', 1), addDays('2026-01-01', -1)]).toEqual(['2024-02-29', '2025-12-31']);
    expect(daysFrom('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysFrom('2026-03-02', '2026-03-01')).toEqual([]);
  });
});
