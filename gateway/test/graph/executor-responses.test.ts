import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { onShop } from './support/executor.ts';
import { MID } from './support/shop.ts';

describe('rejection', () => {
  const { ask, sent } = onShop();

  test.each([
    [
      'several operations without a name',
      'query A { me { id } } query B { me { id } }',
      'Must provide operation name if query contains multiple operations.',
    ],
    ['a document without an operation', 'fragment F on User { id }', 'Must provide an operation.'],
    [
      'a subscription to a graph without any',
      'subscription { me { id } }',
      'Schema is not configured to execute subscription operation.',
    ],
    [
      'a mutation of a graph without mutations',
      'mutation { me { id } }',
      'Schema is not configured to execute mutation operation.',
    ],
  ])('%s has no data, and no subgraph is called', async (_, query, message) => {
    const outcome = await ask(query);
    expect('data' in outcome).toBe(false);
    expect(outcome.faults).toEqual([{ message, extensions: { code: 'INVALID_INPUT' } }]);
    expect(sent).toEqual([]);
  });

  test('an operation name that is not in the document', async () => {
    const outcome = await ask('query A { me { id } }', {}, { operationName: 'B' });
    expect(outcome.faults.map(({ message }) => message)).toEqual(['Unknown operation named "B".']);
  });

  test('variables of a wrong type', async () => {
    const outcome = await ask(
      'query($id: ID!, $n: Int) { user(id: $id) { id } topProducts(first: $n) { upc } }',
      { n: 'x' },
    );
    expect('data' in outcome).toBe(false);
    expect(outcome.faults.map(({ message }) => message)).toEqual([
      'Variable "$id" of required type "ID!" was not provided.',
      'Variable "$n" got invalid value "x"; Int cannot represent non-integer value: "x"',
    ]);
  });
});

describe('the response', () => {
  test('is that of the named operation', async () => {
    const { ask } = onShop();
    const document = 'query A { me { id } } query B { me { name } }';
    expect((await ask(document, {}, { operationName: 'B' })).data).toEqual({ me: { name: 'Name 1' } });
    expect((await ask(document, {}, { operationName: 'A' })).data).toEqual({ me: { id: '1' } });
  });

  test('has introspection fields in document order', async () => {
    const { ask } = onShop();
    const { data } = await ask(
      'query($t: String!) { a: __typename me { id } type: __type(name: $t) { ...N } __schema { queryType { ...N } } } fragment N on __Type { name }',
      { t: 'User' },
    );
    expect(JSON.stringify(data)).toBe(
      '{"a":"Query","me":{"id":"1"},"type":{"name":"User"},"__schema":{"queryType":{"name":"Query"}}}',
    );
  });

  test('may have the names of inherited JavaScript properties', async () => {
    const { ask } = onShop();
    const { data } = await ask(
      '{ me { __proto__: name constructor: id toString: birthday } topProducts(first: 1) { __proto__: upc hasOwnProperty: inStock } }',
    );
    expect(JSON.stringify(data)).toBe(
      '{"me":{"__proto__":"Name 1","constructor":"1","toString":1991},"topProducts":[{"__proto__":"1","hasOwnProperty":false}]}',
    );
  });

  test('is planned once per document text', async () => {
    const { executor, ask } = onShop();
    await ask(MID);
    await ask(MID);
    expect(executor.planned()).toBe(1);
  });

  test('is planned for a bounded number of documents, besides prepared ones', async () => {
    const { executor, ask } = onShop(undefined, { mostDocuments: 5 });
    executor.prepare('client', parse('{ me { id } }'));
    for (let index = 0; index < 12; index++) await ask(`{ me { a${index}: id } }`);
    expect(executor.planned()).toBe(5);
  });
});
