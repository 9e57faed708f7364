import { expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { createExecutor } from '../../src/graph/executor.ts';
import { composeSubgraphs, plainTransports, type TestSubgraph, testRequest } from './support/subgraphs.ts';

// A failing non-null field makes its object null for all who share its selection set. What the
// client selects there must not change the value that a subgraph computes from required fields.

const fail = () => {
  throw new Error('failed');
};

async function answer(subgraphs: readonly TestSubgraph[], query: string) {
  const supergraph = composeSubgraphs(subgraphs);
  const transports = plainTransports(supergraph);
  const executor = createExecutor({
    supergraphSdl: supergraph.supergraphSdl,
    transportOf: (name) => transports.get(name),
  });
  const { data, faults } = await executor.execute({
    document: parse(query),
    variables: {},
    request: testRequest(),
  });
  return { data, paths: faults.map(({ path }) => path?.join('.')) };
}

const orders: TestSubgraph = {
  name: 'orders',
  sdl: `type Query { order: Order }
    type Order @key(fields: "id") { id: ID! lines: [Line] }
    type Line { price: Int weight: Int! }`,
  resolvers: {
    Query: { order: () => ({ id: '1', lines: [{ price: 2 }, { price: 3 }] }) },
    Line: { weight: fail },
  },
};

test('a required list keeps the objects that are null for the client', async () => {
  const sums: TestSubgraph = {
    name: 'sums',
    sdl: `type Order @key(fields: "id") { id: ID! lines: [Line] @external
        total: Int @requires(fields: "lines { price }") }
      type Line { price: Int @external }`,
    resolvers: {
      Order: {
        total: ({ lines }: { lines: ({ price: number } | null)[] }) =>
          lines.reduce((sum, line) => sum + (line?.price ?? 0), 0),
      },
    },
  };
  expect(await answer([orders, sums], '{ order { total lines { price weight } } }')).toEqual({
    data: { order: { total: 5, lines: [null, null] } },
    paths: ['order.lines.0.weight', 'order.lines.1.weight'],
  });
});

test('requirements of two fields fail separately', async () => {
  const sums: TestSubgraph = {
    name: 'sums',
    sdl: `type Order @key(fields: "id") { id: ID! lines: [Line] @external
        total: Int @requires(fields: "lines { price }")
        heavy: Int @requires(fields: "lines { price weight }") }
      type Line { price: Int @external weight: Int! @external }`,
    resolvers: {
      Order: {
        total: ({ lines }: { lines: ({ price: number } | null)[] }) =>
          lines.reduce((sum, line) => sum + (line?.price ?? 0), 0),
        heavy: ({ lines }: { lines: unknown[] }) => lines.length,
      },
    },
  };
  const { data } = await answer([orders, sums], '{ order { total heavy } }');
  expect(data).toMatchObject({ order: { total: 5 } });
});

test('an object in a key is not null because of what the client selects there', async () => {
  const members: TestSubgraph = {
    name: 'members',
    sdl: `type Query { member: Member }
      type Member @key(fields: "team { id } number") { number: Int! team: Team }
      type Team { id: ID! motto: String! }`,
    resolvers: {
      Query: { member: () => ({ number: 7, team: { id: 't' } }) },
      Team: { motto: fail },
    },
  };
  const names: TestSubgraph = {
    name: 'names',
    sdl: `type Member @key(fields: "team { id } number") { number: Int! team: Team name: String }
      type Team { id: ID! @shareable }`,
    resolvers: {
      Member: {
        name: ({ team, number }: { team: { id: string } | null; number: number }) => `${team?.id}${number}`,
      },
    },
  };
  expect(await answer([members, names], '{ member { name team { motto } } }')).toEqual({
    data: { member: { name: 't7', team: null } },
    paths: ['member.team.motto'],
  });
});
