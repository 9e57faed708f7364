import { describe, expect, test } from '@jest/globals';
import { boundId } from '@tributary/kit';
import { brandIdOf, foldedOfId } from '../src/brand.ts';
import { addDays, daysFrom } from '../src/days.ts';
import { checkCreate, checkUpdate, type QueryInput } from '../src/query-input.ts';
import { figuresOf, readTopicWindow, type WindowName, windowKey, windowOf } from '../src/trending/index.ts';

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

describe('the figures of a topic', () => {
  const usual = { posts: 400, history: [400, 400, 400, 400] };
  const score = (count: number, history: number[], counted = usual) =>
    figuresOf({ count, history }, counted).score;

  test('compare its posts with the mean of earlier weeks', () => {
    expect(figuresOf({ count: 10, history: [2, 4, 6, 8] }, usual).change).toBe(100);
    expect(figuresOf({ count: 5, history: [5, 5, 5, 5] }, usual).change).toBe(0);
    expect(figuresOf({ count: 3, history: [0, 0, 0, 0] }, usual).change).toBeNull();
    expect(figuresOf({ count: 3, history: [] }, { posts: 3, history: [] }).change).toBeNull();
  });

  test('rank a new topic above a frequent one that is as usual', () => {
    expect(score(20, [0, 0, 0, 0])).toBeGreaterThan(4);
    expect(Math.abs(score(40, [38, 42, 40, 40]))).toBeLessThan(0.5);
    expect(score(20, [0, 0, 0, 0])).toBeGreaterThan(score(8, [0, 0, 0, 0]));
  });

  test('compare shares of posts: a busy week makes nothing a trend', () => {
    expect(score(20, [10, 10, 10, 10], { posts: 800, history: [400, 400, 400, 400] })).toBeCloseTo(0, 0);
  });

  test('stay low without history, where nothing can be compared', () => {
    const none = score(20, [], { posts: 400, history: [] });
    expect(none).toBeGreaterThan(0);
    expect(none).toBeLessThan(score(20, [0, 0, 0, 0]));
  });
});

describe('a window', () => {
  const at = new Date('2026-03-10T09:40:00Z');
  const span = (name: WindowName) => {
    const { from, to } = windowOf(name, at);
    return [from.toISOString().slice(0, 16), to.toISOString().slice(0, 16)];
  };

  test('is the hour, the day, or the seven days that end with the day of a time', () => {
    expect(span('hour')).toEqual(['2026-03-10T09:00', '2026-03-10T10:00']);
    expect(span('day')).toEqual(['2026-03-10T00:00', '2026-03-11T00:00']);
    expect(span('week')).toEqual(['2026-03-04T00:00', '2026-03-11T00:00']);
  });

  test('is read from the id of its topics', () => {
    for (const name of ['hour', 'day', 'week'] as const) {
      const window = windowOf(name, at);
      expect(readTopicWindow('w1', boundId('topic', 'w1', `${windowKey(window)} tea`))).toEqual(window);
    }
    expect(readTopicWindow('w1', boundId('topic', 'w1', 'x5 tea'))).toBeNull();
    expect(readTopicWindow('w2', boundId('topic', 'w1', 'h5 tea'))).toBeNull();
  });
});

describe('days', () => {
  test('cross months, leap days and years', () => {
    expect([addDays('2024-02-28', 1), addDays('2026-01-01', -1)]).toEqual(['2024-02-29', '2025-12-31']);
    expect(daysFrom('2026-02-27', '2026-03-01')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01']);
    expect(daysFrom('2026-03-02', '2026-03-01')).toEqual([]);
  });
});
