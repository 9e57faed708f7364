import { parse } from 'graphql';
import { createExecutor, type ExecutorOptions } from '../../../src/graph/executor.ts';
import type { SubgraphOperation } from '../../../src/graph/transports/transport.ts';
import { shop } from './shop.ts';
import {
  composeSubgraphs,
  type Interrupt,
  plainTransports,
  type TestSubgraph,
  testRequest,
} from './subgraphs.ts';

export type Sent = Pick<SubgraphOperation, 'query' | 'variables'> & { name: string };

/** Creates an executor on in-memory subgraphs, and records the operations sent to them. */
export function executorOn(
  supergraph: ReturnType<typeof composeSubgraphs>,
  interrupt: Interrupt = async () => undefined,
  options: Partial<ExecutorOptions> = {},
) {
  const sent: Sent[] = [];
  const transports = plainTransports(supergraph, (name, operation) => {
    sent.push({ name, query: operation.query, variables: structuredClone(operation.variables) });
    return interrupt(name, operation);
  });
  const executor = createExecutor({
    supergraphSdl: supergraph.supergraphSdl,
    transportOf: (name) => transports.get(name),
    ...options,
  });
  const ask = (query: string, variables: Record<string, unknown> = {}, more: object = {}) =>
    executor.execute({ document: parse(query), variables, request: testRequest(), ...more });
  return { executor, ask, sent };
}

export const onShop = (interrupt?: Interrupt, options?: Partial<ExecutorOptions>) =>
  executorOn(shop, interrupt, options);

export function subgraphs(...parts: TestSubgraph[]) {
  return composeSubgraphs(parts);
}

/**
 * Creates subgraphs with two root lists that share an entity; a second subgraph resolves its
 * fields, and a third those of its branch.
 */
export function inTwoPlaces(leaf = (id: string): string => `leaf ${id}`) {
  const things = (...ids: string[]) => ids.map((id) => ({ id }));
  return subgraphs(
    {
      name: 'one',
      sdl: `type Query { a: [Thing!]! b: [Thing!]! box: Box! } type Thing @key(fields: "id") { id: ID! }
        type Box @key(fields: "id") { id: ID! }`,
      resolvers: {
        Query: { a: () => things('1', '2'), b: () => things('2', '3'), box: () => ({ id: 'x' }) },
      },
    },
    {
      name: 'two',
      sdl: `type Thing @key(fields: "id") { id: ID! leaf: String branch: Branch! }
        type Branch @key(fields: "id") { id: ID! }`,
      resolvers: { Thing: { leaf: ({ id }: { id: string }) => leaf(id), branch: () => ({ id: 'b' }) } },
    },
    {
      name: 'three',
      sdl: 'type Branch @key(fields: "id") { id: ID! more(n: Int!): String }',
      resolvers: { Branch: { more: (_: unknown, { n }: { n: number }) => `more ${n}` } },
    },
    {
      name: 'four',
      sdl: 'type Box @key(fields: "id") { id: ID! things: [Thing!]! } type Thing @key(fields: "id") { id: ID! }',
      resolvers: { Box: { things: () => things('2', '3') } },
    },
  );
}

/** Returns the ids of the entities that a field was fetched for, by operation. */
export function idsAsked(sent: readonly Sent[], field: string): string[][] {
  return sent
    .filter(({ query }) => query.includes(`{${field}`) || query.includes(` ${field}`))
    .map(({ variables }) => (variables['representations'] as { id: string }[]).map(({ id }) => id));
}
