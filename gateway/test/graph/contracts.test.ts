import { describe, expect, test } from '@jest/globals';
import { parse, printSchema, validate } from 'graphql';
import { applyContract } from '../../src/graph/contracts/apply-contract.ts';
import { loadSupergraph } from '../../src/graph/supergraph.ts';
import { executorOn } from './support/executor.ts';
import { composeSubgraphs, type TestSubgraph } from './support/subgraphs.ts';

const CATALOGUE: TestSubgraph = {
  name: 'catalogue',
  sdl: `
    type Query {
      product(id: ID!, currency: Currency): Product @tag(name: "public")
      audit(filter: AuditFilter!): [Entry] @tag(name: "staff")
      search(text: String): [Result] @tag(name: "public")
      things: [Thing] @tag(name: "public")
    }
    interface Thing { id: ID! name: String }
    type Product implements Thing @key(fields: "id") @tag(name: "public") {
      id: ID! name: String margin: Int @tag(name: "staff") kind: Kind
    }
    type Secret implements Thing @tag(name: "staff") { id: ID! name: String }
    type Entry { at: String by: String }
    input AuditFilter { since: String! @tag(name: "staff") }
    enum Currency { EUR TEST @tag(name: "staff") }
    enum Kind { A B }
    union Result = Product | Entry`,
  resolvers: {
    Query: { product: (_: unknown, { id }: { id: string }) => ({ id, name: 'One', margin: 3 }) },
    Product: { __resolveReference: ({ id }: { id: string }) => ({ id, name: 'One', margin: 3 }) },
  },
};
const PRICES: TestSubgraph = {
  name: 'prices',
  sdl: `
    type Product @key(fields: "id") {
      id: ID! margin: Int @external price: Int @requires(fields: "margin") @tag(name: "public")
    }`,
  resolvers: { Product: { price: ({ margin }: { margin: number }) => margin * 2 } },
};

const supergraph = composeSubgraphs([CATALOGUE, PRICES]);
const apiOf = (contract: object) =>
  printSchema(loadSupergraph(applyContract(supergraph.supergraphSdl, contract)).schemas.client);

describe('a contract', () => {
  test('hides what has an excluded tag, and what would not be valid without it', () => {
    const api = apiOf({ exclude: ['staff'] });
    for (const gone of ['margin', 'audit', 'Secret', 'AuditFilter', 'TEST'])
      expect(api).not.toMatch(new RegExp(`\\b${gone}\\b`));
    for (const shown of ['price: Int', 'currency: Currency', 'interface Thing', 'union Result = Product'])
      expect(api).toContain(shown);
  });

  test('shows only fields that have an included tag, themselves or by their type', () => {
    const api = apiOf({ include: ['public'] });
    expect(api).toMatch(/type Product[^}]*\bname: String[^}]*\bprice: Int/);
    for (const gone of ['audit', 'Entry', 'Secret']) expect(api).not.toMatch(new RegExp(`\\b${gone}\\b`));
  });

  test('leaves hidden fields to plans, and refuses them to clients', async () => {
    const sdl = applyContract(supergraph.supergraphSdl, { exclude: ['staff'] });
    const { ask, executor } = executorOn({ ...supergraph, supergraphSdl: sdl });
    expect(await ask('{ product(id: "1") { price } }')).toMatchObject({ data: { product: { price: 6 } } });
    const parts = await ask('{ product(id: "1") { name ... @defer { price } } }', {}, { defers: true });
    expect(parts.data).toEqual({ product: { name: 'One' } });
    for await (const { completed } of parts.deferred!.results)
      expect(completed).toMatchObject([{ result: { data: { price: 6 }, faults: [] } }]);
    const [error] = validate(executor.schemas.client, parse('{ product(id: "1") { margin } }'));
    expect(error!.message).toBe('Cannot query field "margin" on type "Product".');
  });

  test('that hides every field of Query is refused', () => {
    expect(() => apiOf({ include: ['nobody'] })).toThrow('The contract hides every field of Query.');
  });
});
