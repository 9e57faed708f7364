import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  compileQuery,
  type Item,
  Matcher,
  matches,
  parseQuery,
  type QueryNode,
  readItem,
} from '../src/index.ts';
import { item, query, SEED } from './arbitrary.ts';
import { itemOf } from './examples.ts';

/** Returns the ids of the queries that match, each tried by itself. */
function expected(queries: ReadonlyMap<string, QueryNode>, of: Item): string[] {
  const read = readItem(of);
  return [...queries]
    .filter(([, each]) => matches(compileQuery(each), read))
    .map(([id]) => id)
    .sort();
}

function found(matcher: Matcher, of: Item): string[] {
  return matcher
    .match(readItem(of))
    .map(({ id }) => id)
    .sort();
}

function parsed(text: string): QueryNode {
  return parseQuery(text).query!;
}

describe('the matcher', () => {
  test('finds the same queries as trying each, while queries come and go', () => {
    const id = fc.integer({ min: 0, max: 15 }).map(String);
    const step = fc.oneof(
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('set' as const), id, query }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), id }) },
      { weight: 3, arbitrary: fc.record({ kind: fc.constant('match' as const), item }) },
    );
    let matched = 0;
    fc.assert(
      fc.property(fc.array(step, { minLength: 5, maxLength: 60 }), (steps) => {
        const matcher = new Matcher();
        const queries = new Map<string, QueryNode>();
        for (const each of steps) {
          if (each.kind === 'set') {
            matcher.set(each.id, each.query);
            queries.set(each.id, each.query);
          } else if (each.kind === 'delete') {
            matcher.delete(each.id);
            queries.delete(each.id);
          } else {
            const ids = expected(queries, each.item);
            matched += ids.length;
            expect(found(matcher, each.item)).toEqual(ids);
          }
          expect(matcher.size).toBe(queries.size);
        }
      }),
      { numRuns: 400, seed: SEED },
    );
    expect(matched).toBeGreaterThan(1_000);
  });

  test('finds the same after the stream has shown which words are common', () => {
    const queries = fc.sample(query, { numRuns: 300, seed: SEED });
    const items = fc.sample(item, { numRuns: 200, seed: SEED });
    const matcher = new Matcher();
    for (const [id, each] of queries.entries()) matcher.set(String(id), each);
    const all = new Map(queries.map((each, id) => [String(id), each]));
    for (let round = 0; round < 10; round++) for (const each of items) matcher.match(readItem(each));
    for (const each of items) expect(found(matcher, each)).toEqual(expected(all, each));
    for (const id of all.keys()) matcher.delete(id);
    expect(matcher.size).toBe(0);
    for (const each of items) expect(found(matcher, each)).toEqual([]);
  });

  test('finds every id of equal queries, and stops when each is removed', () => {
    const matcher = new Matcher();
    matcher.set('a', parsed('apple "pie"'));
    matcher.set('b', parsed('apple AND pie'));
    const pie = itemOf({ text: 'apple pie' });
    expect(found(matcher, pie)).toEqual(['a', 'b']);
    matcher.delete('a');
    expect(found(matcher, pie)).toEqual(['b']);
    matcher.set('b', parsed('pear'));
    expect(found(matcher, pie)).toEqual([]);
  });

  test('rejects a query that only excludes, which the parser never returns', () => {
    const only = { kind: 'not', node: parsed('apple') } as const;
    expect(() => new Matcher().set('a', only)).toThrow('only excludes');
  });
});
