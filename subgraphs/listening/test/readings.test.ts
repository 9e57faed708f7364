import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { brandFinder } from '@tributary/kit/brands';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { searchVector, tokensOf, wordsOf } from '@tributary/kit/text';
import fc from 'fast-check';
import { Kysely, PostgresDialect, sql } from 'kysely';
import {
  compileQuery,
  type Item,
  keywordQuery,
  matches,
  matchReasons,
  parseQuery,
  printQuery,
  type QueryNode,
  queryCondition,
  readItem,
  type Term,
  withoutExclusions,
} from '../src/index.ts';
import { item, node, query, SEED, term, text } from './arbitrary.ts';
import { itemOf } from './examples.ts';

const QUERIES = 400;
const ITEMS = 60;

let opened: TestDatabase;
let db: Kysely<unknown>;
beforeAll(async () => {
  opened = await openTestDatabase();
  db = new Kysely({ dialect: new PostgresDialect({ pool: opened.database.pool }) });
  await sql`create table items (id integer primary key, search tsvector, author text, url text, links text[],
    source text, community text, language text, kind text, has_media boolean, score bigint)`.execute(db);
});
afterAll(() => opened.stop());

const COLUMNS = {
  search: sql.ref('search'),
  author: sql.ref<string>('author'),
  url: sql.ref<string>('url'),
  links: sql.ref<string[]>('links'),
  source: sql.ref<string>('source'),
  community: sql.ref<string>('community'),
  language: sql.ref<string>('language'),
  kind: sql.ref<string>('kind'),
  hasMedia: sql.ref<boolean>('has_media'),
  score: sql.ref<number>('score'),
};

async function store(items: readonly Item[]): Promise<void> {
  await sql`truncate items`.execute(db);
  for (const [id, each] of items.entries())
    await sql`insert into items values (${id}, ${searchVector(each.title, each.text)}::tsvector, ${each.author},
      ${each.url}, ${[...each.links]}, ${each.source}, ${each.community}, ${each.language}, ${each.kind},
      ${each.hasMedia}, ${each.score})`.execute(db);
}

/** Returns the ids of the stored items that PostgreSQL finds. */
async function found(query: QueryNode): Promise<number[]> {
  const condition = queryCondition(compileQuery(query), COLUMNS);
  const { rows } = await sql<{ id: number }>`select id from items where ${condition} order by id`.execute(db);
  return rows.map(({ id }) => id);
}

function matched(query: QueryNode, items: readonly Item[]): number[] {
  const plan = compileQuery(query);
  return items.flatMap((each, id) => (matches(plan, readItem(each)) ? [id] : []));
}

describe('a query', () => {
  test('matches the same items in memory and in PostgreSQL, 24,000 random pairs', async () => {
    const items = fc.sample(item, { numRuns: ITEMS, seed: SEED });
    const queries = fc.sample(node, { numRuns: QUERIES, seed: SEED });
    await store(items);
    let pairs = 0;
    for (const query of queries) {
      const expected = matched(query, items);
      pairs += expected.length;
      expect([printQuery(query), await found(query)]).toEqual([printQuery(query), expected]);
    }
    // Neither reading may be trivially empty or full.
    expect(pairs).toBeGreaterThan(QUERIES * ITEMS * 0.1);
    expect(pairs).toBeLessThan(QUERIES * ITEMS * 0.9);
  });

  test('does so at the limits of a tsvector', async () => {
    const items = [
      itemOf({ text: `${'a '.repeat(300)}b` }),
      itemOf({ text: `${Array.from({ length: 17_000 }, (_, at) => `w${at}`).join(' ')}` }),
      itemOf({ title: 'x'.repeat(150), text: 'X'.repeat(150) }),
      itemOf({ title: '🚀', text: '🚀 a' }),
    ];
    await store(items);
    for (const text of [
      '"a b"',
      'a b',
      'a NEAR/15 b',
      'w16000',
      'w16999',
      '"w16364 w16365"',
      '"w16366 w16367"',
      'x'.repeat(150),
      `\`${'X'.repeat(150)}\``,
      `${'x'.repeat(99)}*`,
      '"🚀 a"',
      'title:🚀',
    ]) {
      const { query } = parseQuery(text);
      expect([text, await found(query!)]).toEqual([text, matched(query!, items)]);
    }
  });

  test('uses the full-text index for its words', async () => {
    await sql`create index on items using gin (search)`.execute(db);
    const { query } = parseQuery('apple (pie OR "open source") -`Apple` lang:en');
    const condition = queryCondition(compileQuery(query!), COLUMNS);
    const plan = await db.connection().execute(async (connection) => {
      await sql`set enable_seqscan = off`.execute(connection);
      return sql<{ 'QUERY PLAN': string }>`explain select id from items where ${condition}`.execute(
        connection,
      );
    });
    expect(plan.rows.map((row) => row['QUERY PLAN']).join('\n')).toMatch(/Index Cond: \(search @@/);
  });

  test('needs no column that a table lacks: fields of it match nothing', async () => {
    await store([itemOf({ text: 'apple', language: 'en' })]);
    for (const text of ['apple lang:en', 'apple min_score:0', 'apple has:link', 'apple url:acme']) {
      const plan = compileQuery(parseQuery(text).query!);
      const where = queryCondition(plan, { search: sql.ref('search') });
      const { rows } = await sql`select id from items where ${where}`.execute(db);
      expect([text, rows]).toEqual([text, []]);
    }
  });
});

test('a phrase is found where a brand of that name is, and in the same texts', () => {
  const isWords = ({ text, exact, prefix }: Term) =>
    !exact && !prefix && wordsOf(text).length === tokensOf(text.normalize('NFKC')).length;
  // A sign after a word makes another name of it for a brand, and not for a phrase: "C++" for "C".
  const unsigned = text.filter((each) => !/[+#$]/.test(each));
  let named = 0;
  fc.assert(
    fc.property(term.filter(isWords), unsigned, unsigned, ({ text: name }, title, body) => {
      const find = brandFinder([{ id: 'brand', names: [name], excludes: [] }]);
      const isNamed = find([title, body]).length > 0;
      if (isNamed) named++;
      const plan = compileQuery(keywordQuery(name)!);
      expect([name, title, body, matches(plan, readItem(itemOf({ title, text: body })))]).toEqual([
        name,
        title,
        body,
        isNamed,
      ]);
    }),
    { numRuns: 3_000, seed: SEED },
  );
  expect(named).toBeGreaterThan(150);
});

describe('a query without its exclusions', () => {
  test.each([
    ['apple -fruit', 'apple'],
    ['(apple -fruit) OR (pear -tree lang:en)', 'apple OR (pear lang:en)'],
    ['apple (pie OR cake) -a -b', 'apple (pie OR cake)'],
  ])('%s is %s', (query, expected) => {
    expect(printQuery(withoutExclusions(parseQuery(query).query!)!)).toBe(expected);
  });

  test('is null if it has none', () => {
    expect(withoutExclusions(parseQuery('apple OR pear').query!)).toBeNull();
  });

  test('matches what the query matches', () => {
    fc.assert(
      fc.property(query, item, (node, of) => {
        const wider = withoutExclusions(node);
        const read = readItem(of);
        if (wider && matches(compileQuery(node), read)) expect(matches(compileQuery(wider), read)).toBe(true);
      }),
      { numRuns: 3_000, seed: SEED },
    );
  });
});

describe('the reasons of a match', () => {
  const reasons = (text: string, of: Partial<Item>) =>
    matchReasons(compileQuery(parseQuery(text).query!), readItem(itemOf(of)));
  const parts = (text: string, of: Partial<Item>) =>
    reasons(text, of)?.spans.map(({ part, start, end }) => (itemOf(of)[part] as string).slice(start, end));

  test.each([
    ['apple', { title: 'Apple', text: 'an APPLE' }, ['Apple', 'APPLE']],
    ['"open source"', { text: 'An open-source tool' }, ['open-source']],
    ['c++ .net', { text: 'C++ and .NET' }, ['C++', '.NET']],
    ['invoic*', { text: 'two invoices' }, ['invoices']],
    ['crash NEAR/3 app', { text: 'The app may crash' }, ['app', 'crash']],
    ['東京', { text: '大東京都' }, ['東京']],
    ['café', { text: 'Le cafe\u0301 noir' }, ['cafe\u0301']],
    ['fine', { text: 'a ﬁne day' }, ['ﬁne']],
    ['"launch 🚀 day"', { text: 'our launch 🚀 day!' }, ['launch 🚀 day']],
    ['👍', { text: 'well 👍🏽' }, ['👍🏽']],
    ['apple -pie', { text: 'apple' }, ['apple']],
    ['apple OR (pie cake)', { text: 'apple pie' }, ['apple']],
  ])('%s: the spans in %j are %j', (text, of, expected) => {
    expect(parts(text, of)).toEqual(expected);
  });

  test('name the fields that hold', () => {
    expect(reasons('apple (lang:de OR lang:en) -type:comment', { text: 'apple', language: 'en' })).toEqual({
      spans: [{ part: 'text', start: 0, end: 5 }],
      fields: ['lang:en'],
    });
  });

  test('are null if the query does not match', () => {
    expect(reasons('apple', { text: 'pear' })).toBeNull();
  });

  test('are spans within the text, for any query and item that match', () => {
    fc.assert(
      fc.property(node, item, (query, of) => {
        const read = readItem(of);
        const found = matchReasons(compileQuery(query), read);
        expect(found !== null).toBe(matches(compileQuery(query), read));
        for (const { part, start, end } of found?.spans ?? []) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(of[part].length);
        }
      }),
      { numRuns: 3_000, seed: SEED },
    );
  });
});
