import { composeServices } from '@apollo/composition';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createMeasures } from '../../src/graph/measure/measure.ts';
import { loadSupergraph } from '../../src/graph/supergraph.ts';

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@listSize", { name: "@cost", as: "@price" }])`;
const { supergraphSdl, errors } = composeServices([
  {
    name: 'shop',
    url: 'http://127.0.0.1/',
    typeDefs: parse(`${LINK}
      type Query {
        me: User
        top(first: Int = 5, last: Int): [User!]! @listSize(slicingArguments: ["first", "last"], requireOneSlicingArgument: false)
        page(first: Int): UserPage! @listSize(slicingArguments: ["first"], sizedFields: ["nodes"], assumedSize: 20)
        search(text: String @price(weight: 7)): [Found!]!
      }
      union Found = User | Dear
      type UserPage { nodes: [User!]! total: Int! @price(weight: 3) }
      type User @key(fields: "id") { id: ID! name: String friends: [User!]! }
      type Dear @price(weight: 5) { id: ID! }
    `),
  },
]);
if (errors) throw new Error(errors.join('\n'));
const supergraph = loadSupergraph(supergraphSdl!);
const measures = createMeasures(supergraph.schemas.client, supergraph.weights);
const measure = (text: string, name?: string) => measures(parse(text), name)!;
const cost = (text: string, variables = {}) => measure(text).cost(variables);

describe('the cost of an operation', () => {
  test('is one per object and zero per scalar', () => {
    expect(cost('{ me { id name } }')).toBe(1);
    expect(cost('{ a: me { id } b: me { id } }')).toBe(2);
    expect(cost('{ __typename __schema { types { name } } }')).toBe(0);
  });

  test('is multiplied by the maximum size of a list: from arguments, defaults, or the assumed size', () => {
    expect(cost('{ top { id } }')).toBe(5);
    expect(cost('{ top(first: 8) { id } }')).toBe(8);
    expect(cost('{ top(first: 8, last: 30) { id } }')).toBe(30);
    expect(cost('{ top(first: 3) { friends { id } } }')).toBe(3 * (1 + 10));
  });

  test('uses the values of variables and their defaults', () => {
    const text = 'query ($n: Int = 4, $m: Int) { top(first: $n) { id } page(first: $m) { nodes { id } } }';
    expect(cost(text)).toBe(4 + 1 + 20);
    expect(cost(text, { n: 9, m: 2 })).toBe(9 + 1 + 2);
  });

  test('sizes the fields of a connection, including those in fragments', () => {
    expect(cost('{ page(first: 50) { nodes { id } } }')).toBe(1 + 50);
    expect(cost('{ page { nodes { id } total } }')).toBe(1 + 20 + 3);
    expect(
      cost(
        '{ page(first: 50) { ...P } } fragment P on UserPage { ...N } fragment N on UserPage { nodes { id } }',
      ),
    ).toBe(1 + 50);
  });

  test('applies the weights of fields, types and arguments', () => {
    expect(cost('{ search { ... on Dear { id } } }')).toBe(10);
    expect(cost('{ search(text: "x") { ... on Dear { id } } }')).toBe(80);
  });

  test('is computed in time proportional to the text, not to its expansion', () => {
    const levels = Array.from(
      { length: 60 },
      (_, level) =>
        `fragment F${level} on User { ${Array.from({ length: 20 }, (_, n) => `a${n}: friends { ...F${level + 1} }`).join(' ')} }`,
    );
    const bomb = measure(`{ me { ...F0 } } ${levels.join(' ')} fragment F60 on User { id }`);
    expect(bomb.depth).toBe(62);
    expect(bomb.aliases).toBeGreaterThan(20 ** 59);
    expect(bomb.cost({})).toBeGreaterThan(200 ** 59);
  });
});

describe('the size of an operation', () => {
  test('counts levels, aliases, directives and root fields through fragments', () => {
    const text = `
      query Q { ...R a: me { ...U @include(if: true) } }
      fragment R on Query { b: me @skip(if: false) { id } top { id } }
      fragment U on User { friends { friends { c: name } } }`;
    expect(measure(text)).toMatchObject({ depth: 4, aliases: 3, directives: 2, rootFields: 3 });
  });

  test('is that of the named operation, and null if there is none', () => {
    const document = parse('query A { me { id } } query B { me { friends { id } } }');
    expect(measures(document, 'A')!.depth).toBe(2);
    expect(measures(document, 'B')!.depth).toBe(3);
    expect(measures(document, 'C')).toBeNull();
    expect(measures(document)).toBeNull();
  });
});
