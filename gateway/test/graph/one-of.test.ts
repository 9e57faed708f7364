import { describe, expect, test } from '@jest/globals';
import { parse, validate } from 'graphql';
import { createExecutor } from '../../src/graph/executor.ts';
import { composeSubgraphs, plainTransports, testRequest } from './support/subgraphs.ts';

const find = (_: unknown, { by }: { by: object }) => JSON.stringify(by);
const subgraphs = [
  {
    name: 'a',
    sdl: 'type Query { find(by: By!): String } input By @oneOf { id: ID name: String }',
    resolvers: { Query: { find } },
  },
  {
    name: 'b',
    sdl: 'type Query { seek(by: By!): String } input By @oneOf { id: ID name: String }',
    resolvers: { Query: { seek: find } },
  },
];

/** Returns the data of a query, or the message of its first error. */
async function answer(supergraphSdl: string, query: string, variables: Record<string, unknown> = {}) {
  const transports = plainTransports(composeSubgraphs(subgraphs));
  const executor = createExecutor({ supergraphSdl, transportOf: (name) => transports.get(name) });
  const document = parse(query);
  const [invalid] = validate(executor.schemas.client, document);
  if (invalid) return invalid.message;
  const { data, faults } = await executor.execute({ document, variables, request: testRequest() });
  return faults[0]?.message ?? data;
}

describe('@oneOf', () => {
  const { supergraphSdl } = composeSubgraphs(subgraphs);

  test('is in the supergraph, and clients read it by introspection', async () => {
    expect(supergraphSdl).toMatch(/input By [^{]*@oneOf/);
    const query = '{ by: __type(name: "By") { isOneOf } query: __type(name: "Query") { isOneOf } }';
    expect(await answer(supergraphSdl, query)).toEqual({ by: { isOneOf: true }, query: { isOneOf: null } });
  });

  test('is removed from a supergraph that does not define it', async () => {
    const without = supergraphSdl.replace('directive @oneOf on INPUT_OBJECT', '');
    expect(await answer(without, '{ __type(name: "By") { isOneOf } }')).toEqual({
      __type: { isOneOf: true },
    });
  });

  test('accepts one member, in the document and in variables', async () => {
    expect(await answer(supergraphSdl, '{ find(by: { id: "1" }) seek(by: { name: "n" }) }')).toEqual({
      find: '{"id":"1"}',
      seek: '{"name":"n"}',
    });
    const query = 'query ($by: By!) { find(by: $by) seek(by: $by) }';
    expect(await answer(supergraphSdl, query, { by: { name: 'n' } })).toEqual({
      find: '{"name":"n"}',
      seek: '{"name":"n"}',
    });
  });

  test.each([
    ['{ find(by: { id: "1", name: "n" }) }', {}],
    ['{ find(by: {}) }', {}],
    ['{ find(by: { id: null }) }', {}],
    ['query ($by: By!) { find(by: $by) }', { by: { id: '1', name: 'n' } }],
    ['query ($by: By!) { find(by: $by) }', { by: {} }],
  ])('rejects anything else: %s %j', async (query, variables) => {
    expect(await answer(supergraphSdl, query, variables)).toMatch(
      /exactly one|must be non-null|must be non-nullable/i,
    );
  });

  test('in some subgraphs only is a composition error', () => {
    const [a, b] = subgraphs;
    const plain = { ...b!, sdl: b!.sdl.replace('@oneOf ', '') };
    expect(() => composeSubgraphs([a!, plain])).toThrow(
      'The input type By is @oneOf in some subgraphs only.',
    );
  });
});
