import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { testPrincipal } from '@tributary/kit/testing';
import fc from 'fast-check';
import { boundId, readBoundId } from '../src/subgraph/bound-id.ts';
import { defineSubgraph } from '../src/subgraph/define.ts';
import { findNode, type NodeFinders } from '../src/subgraph/schema/nodes.ts';
import type { SubgraphRequest } from '../src/subgraph/subgraph-definition.ts';

describe('an id that is bound to a workspace', () => {
  test('decodes to its key, for its type and workspace only', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(fc.uuid(), fc.uuid(), text, (workspace, other, key) => {
        fc.pre(workspace !== other);
        const id = boundId('brand', workspace, key);
        expect(readBoundId('brand', workspace, id)).toBe(key.toWellFormed());
        expect(readBoundId('brand', other, id)).toBeNull();
        expect(readBoundId('topic', workspace, id)).toBeNull();
        expect(readBoundId('topic', workspace, id.replace('brand', 'topic'))).toBeNull();
      }),
    );
  });

  test('has one spelling', () => {
    const id = boundId('brand', 'w', 'acme');
    expect(readBoundId('brand', 'w', `${id}=`)).toBeNull();
    expect(readBoundId('brand', 'w', `${id} `)).toBeNull();
    for (const end of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef')
      if (!id.endsWith(end)) expect(readBoundId('brand', 'w', id.slice(0, -1) + end)).toBeNull();
  });

  test.each([[''], ['brand_'], ['brand_AAAA'], ['brand_%%%'], [`brand_${'A'.repeat(50)}`]])(
    'is not "%s"',
    (id) => {
      expect(readBoundId('brand', 'w', id)).toBeNull();
    },
  );
});

const SDL = `
  type Query { thingsNodeType(id: ID!): String }
  type Open implements Node @key(fields: "id") { id: ID! }
  type Secret implements Node @key(fields: "id") @requiresScopes(scopes: [["secret:read"]]) { id: ID! }
  type Elsewhere implements Node @key(fields: "id", resolvable: false) { id: ID! }
`;

const FINDERS: NodeFinders<SubgraphRequest> = {
  Open: (id) => (id.startsWith('open') ? { id } : null),
  Secret: async (id) => (id === 'secret' ? { id } : null),
};

const subgraph = (nodes: NodeFinders<SubgraphRequest>) =>
  defineSubgraph<object, SubgraphRequest>({
    name: 'things',
    sdl: SDL,
    resolvers: {},
    nodes,
    context: (source) => source,
    migrations: {},
    tables: { tenant: [], shared: [] },
  });

describe('nodes of a subgraph', () => {
  const find = async (id: string, ...scopes: string[]) => {
    const principal = testPrincipal(randomUUID(), { scopes });
    return (await findNode(subgraph(FINDERS).schema, FINDERS, id, { principal } as SubgraphRequest))?.type;
  };

  test('are found by the type that has the id', async () => {
    expect(await find('open1')).toBe('Open');
    expect(await find('secret', 'secret:read')).toBe('Secret');
    expect(await find('other', 'secret:read')).toBeUndefined();
  });

  test('are not found by a caller that may not read the type', async () => {
    expect(await find('secret')).toBeUndefined();
  });

  test('require a finder each, and no other type may have one', () => {
    expect(() => subgraph({ Open: FINDERS['Open']! }).schema).toThrow('Secret implements Node');
    expect(() => subgraph({ ...FINDERS, Elsewhere: () => null }).schema).toThrow('a finder for Elsewhere');
  });
});
