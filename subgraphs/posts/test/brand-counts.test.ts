import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PageRequest } from '@tributary/kit';
import { type BrandTerms, brandFinder } from '@tributary/kit/brands';
import type { Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import fc from 'fast-check';
import { type BrandSearch, loadBrandPages, loadBrandPostCounts } from '../src/community/data/brand-posts.ts';
import { newestFirst } from '../src/community/data/community-post-rows.ts';
import { countBrands } from '../src/community/data/counts/brand-counts.ts';
import { upsertCommunityPosts } from '../src/community/data/write-community-posts.ts';
import type { Tables } from '../src/data/tables.ts';
import { newScope, scoredPost } from './support.ts';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened.stop());

const EVERYWHERE = { communities: [], from: null, to: null };
const FIRST: PageRequest = { limit: 100, after: null, skip: 0 };

async function filled(titles: readonly string[]): Promise<Scope<Tables>> {
  const scope = newScope(opened);
  const posts = titles.map((title, index) =>
    scoredPost({
      url: `https://example.org/${index}`,
      title,
      source: index % 2 === 0 ? 'reddit' : 'hackernews',
      postedAt: new Date(Date.UTC(2026, 2, 1 + (index % 28))),
    }),
  );
  await upsertCommunityPosts(scope, posts);
  return scope;
}

function brand(name: string, rest: Partial<BrandTerms> = {}): BrandTerms {
  return { id: name, names: [name], excludes: [], ...rest };
}

describe('counting', () => {
  test('is by brand and community, within the days and the communities', async () => {
    const scope = await filled(['Okapi', 'okapi!', 'An okapi, the okapi', 'nothing']);
    const all = await countBrands(scope, [brand('Okapi')], EVERYWHERE);
    expect(all).toEqual(
      expect.arrayContaining([
        { brand: 'Okapi', community: 'reddit', count: 2 },
        { brand: 'Okapi', community: 'hackernews', count: 1 },
      ]),
    );
    const days = { communities: ['reddit'], from: '2026-03-03', to: '2026-03-03' };
    expect(await countBrands(scope, [brand('Okapi')], days)).toEqual([
      { brand: 'Okapi', community: 'reddit', count: 1 },
    ]);
  });

  test('gives the same as reading every post, for any phrases', async () => {
    const words = fc.constantFrom(
      'air',
      'france',
      'c',
      'c++',
      '.net',
      'net',
      'Air',
      'river',
      '日本',
      "o'hara",
    );
    const phrase = fc.array(words, { minLength: 1, maxLength: 3 }).map((each) => each.join(' '));
    const title = fc.array(words, { minLength: 1, maxLength: 8 }).map((each) => each.join(' '));
    const brands = fc.uniqueArray(
      fc.record({ name: phrase, alias: phrase, exclude: phrase, excludes: fc.boolean() }),
      { minLength: 1, maxLength: 4, selector: ({ name }) => name },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(title, { minLength: 1, maxLength: 12 }), brands, async (titles, inputs) => {
        const scope = await filled(titles);
        const terms = inputs.map(({ name, alias, exclude, excludes }) =>
          brand(name, { names: [name, alias], excludes: excludes ? [exclude] : [] }),
        );
        const find = brandFinder(terms);
        const counted = await countBrands(scope, terms, EVERYWHERE);
        for (const { id } of terms) {
          const expected = titles.filter((each) => find([each, '']).includes(id)).length;
          const found = counted
            .filter((each) => each.brand === id)
            .reduce((sum, { count }) => sum + count, 0);
          expect([id, found]).toEqual([id, expected]);
        }
      }),
      { numRuns: 25 },
    );
  });
});

describe('listing', () => {
  const search = (names: string[], rest: Partial<BrandSearch> = {}): BrandSearch => ({
    ...EVERYWHERE,
    names,
    excludes: [],
    others: [],
    ...rest,
  });
  const list = async (scope: Scope<Tables>, of: BrandSearch, page = FIRST) =>
    (await loadBrandPages(scope, [{ search: of, page }]))[0]!;

  test('gives the posts that are counted, page by page, past those that only seem to name the brand', async () => {
    const titles = Array.from({ length: 130 }, (_, index) => (index % 10 === 0 ? 'Air' : 'Air France'));
    const scope = await filled(titles);
    const air = search(['Air'], { others: ['Air France'] });
    expect((await loadBrandPostCounts(scope, [air]))[0]).toBe(13);
    const found: string[] = [];
    for (let after: PageRequest['after'] = null; ; ) {
      const rows = await list(scope, air, { ...FIRST, limit: 4, after });
      found.push(...rows.slice(0, 4).map(({ title }) => title));
      if (rows.length <= 4) break;
      after = newestFirst(rows[3]!);
    }
    expect(found).toEqual(Array(13).fill('Air'));
  });

  test('does not find texts that name it only within excluded phrases', async () => {
    const scope = await filled(['Delta late', 'Delta variant', 'Delta variant on Delta', 'the river Delta']);
    const rows = await list(scope, search(['Delta'], { excludes: ['delta variant', 'river'] }));
    expect(rows.map(({ title }) => title).sort()).toEqual(['Delta late', 'Delta variant on Delta']);
  });

  test('returns the same pages when they are loaded together, even if some need further reads', async () => {
    const titles = Array.from({ length: 130 }, (_, index) => (index % 60 === 59 ? 'Air' : 'Air France late'));
    const scope = await filled(titles);
    // A phrase two words longer than the name is undecidable by the index, so all of these posts
    // are read.
    const rare = search(['Air'], { others: ['Air France late'] });
    const pages = [rare, search(['France']), search(['!!!'])].map((of) => ({
      search: of,
      page: { ...FIRST, limit: 3 },
    }));
    const [air, france, none] = await loadBrandPages(scope, pages);
    expect(air!.map(({ title }) => title)).toEqual(['Air', 'Air']);
    expect(france).toHaveLength(4);
    expect(none).toEqual([]);
    for (const [index, { search: of, page }] of pages.entries())
      expect(await list(scope, of, page)).toEqual([air, france, none][index]);
  });

  test('finds nothing for a name without a word', async () => {
    const scope = await filled(['!!!']);
    expect(await list(scope, search(['!!!']))).toEqual([]);
    expect((await loadBrandPostCounts(scope, [search(['!!!'])]))[0]).toBe(0);
  });
});

describe('a year of 100,000 posts', () => {
  let scope: Scope<Tables>;
  const BRANDS = [
    brand('Okapi'),
    brand('Okapi Air'),
    brand('Zebra', { names: ['Zebra', 'Zebra Inc'], excludes: ['zebra crossing'] }),
    brand('C++'),
    brand('Gnu'),
    brand('Unicorn'),
  ];

  beforeAll(async () => {
    scope = newScope(opened);
    // Build the index afterwards, which is many times faster than updating it.
    await opened.database.pool.query('drop index posts.community_posts_search');
    // A thousand texts of 40 words, a hundred times each. One in ten has no brand, the others one
    // or two.
    await opened.database.pool.query(
      `with texts as (
         select n, string_agg(word, ' ' order by k) as body,
           (string_agg(format('''%s'':%s', word, k + 17), ' '))::tsvector as search
         from (select n, k, case
             when k = 20 then (array['okapi','okapi','zebra','c','gnu','unicorn','okapi','zebra','gnu','plain'])[n % 10 + 1]
             when k = 21 and n % 10 in (1, 6) then 'air'
             when k = 21 and n % 10 = 7 then 'crossing'
             else 'word' || (n * 31 + k * 17) % 3000 end as word
           from generate_series(1, 1000) as n, generate_series(1, 40) as k) as words
         group by n)
       insert into posts.community_posts (workspace_id, source, external_id, url, title, body, author, kind, posted_at,
         score, reason, urgency, buying_stage, action, suggested_play, signals, analysis_engine, analysis_version, search)
       select $1, (array['reddit','hackernews','producthunt'])[n % 3 + 1], n || '-' || copy, 'https://example.org/' || n || '-' || copy,
         '', body, 'someone', 'p', timestamptz '2025-01-01' + (n * 100 + copy) * interval '5 minutes',
         5, '', 'low', 'aware', 'monitor', '', '[]', 'rules', 1, search
       from texts, generate_series(0, 99) as copy`,
      [scope.workspaceId],
    );
    await opened.database.pool.query(
      'create index community_posts_search on posts.community_posts using gin (workspace_id, search)',
    );
    await opened.database.pool.query('analyze posts.community_posts');
  });

  test('is counted exactly, and the time is reported', async () => {
    const year = {
      communities: ['reddit', 'hackernews', 'producthunt'],
      from: '2025-01-01',
      to: '2025-12-31',
    };
    const begun = performance.now();
    const counts = await countBrands(scope, BRANDS, year);
    const seconds = (performance.now() - begun) / 1_000;
    const total = (id: string) =>
      counts.filter((each) => each.brand === id).reduce((sum, { count }) => sum + count, 0);
    expect(BRANDS.map(({ id }) => [id, total(id)])).toEqual([
      ['Okapi', 10_000],
      ['Okapi Air', 20_000],
      ['Zebra', 10_000],
      ['C++', 0],
      ['Gnu', 20_000],
      ['Unicorn', 10_000],
    ]);
    process.stderr.write(`100,000 posts counted for 6 brands in ${seconds.toFixed(2)} s\n`);
  });
});
