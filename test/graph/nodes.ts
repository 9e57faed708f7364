import { readFileSync } from 'node:fs';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { TestApp } from '@tributary/test/support';
import { buildSchema, type GraphQLInterfaceType, type GraphQLObjectType } from 'graphql';
import { ALL_SCOPES } from './data.ts';
import { objectsAt, pathsToType } from './list-places.ts';
import { operationOf, plainOf } from './list-selections.ts';
import { type ListWorlds, targetOf } from './lists.ts';
import type { World } from './shape.ts';

const SCHEMA = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));
const NODES = SCHEMA.getPossibleTypes(SCHEMA.getType('Node') as GraphQLInterfaceType).map(
  (type) => [type.name, type] as const,
);

const MALFORMED = ['', ' ', '0', '-1', 'post_', 'creator_AAAA', 'a\u0000b', 'ü', 'x'.repeat(5_000), '{}'];

/** Describes `node` for every type of the composed schema that implements `Node`. */
export function describeNodes(listWorlds: () => ListWorlds): void {
  describe('node', () => {
    // Separate keys, because those of the worlds may have used up their requests of this minute.
    // The same worlds for all tests, because the ids in a world are found once for each.
    let own: ListWorlds;
    beforeAll(async () => {
      const { app, few, many } = listWorlds();
      const keyed = async (world: World): Promise<World> => {
        const { workspaceId } = world;
        return { ...world, key: await app.key('native', { workspaceId, scopes: ALL_SCOPES }) };
      };
      own = { app, few: await keyed(few), many: await keyed(many) };
    });
    const worlds = () => own;

    test.each(NODES)('finds a %s by its id, but not for another workspace', async (name, type) => {
      const { app, few, many } = worlds();
      const fields = plainOf(type);
      for (const [world, other] of [
        [few, many],
        [many, few],
      ] as const) {
        const object = await listedObject(app, world, type);
        expect(object).toMatchObject({ __typename: name, id: expect.any(String) });
        expect(await find(app, object['id'], world.key, `... on ${name} { ${fields} }`)).toEqual(object);
        expect(await find(app, object['id'], other.key)).toBeNull();
      }
    });

    test.each(MALFORMED)('is null for %j, which is not an id', async (id) => {
      const { app, few } = worlds();
      expect(await find(app, id, few.key)).toBeNull();
    });

    test('is null for an object that the key lacks the scope to read', async () => {
      const { app, few } = worlds();
      const { workspaceId } = few;
      const limited = await app.key('native', { workspaceId, scopes: ['community:read'] });
      const { id } = await listedObject(app, few, SCHEMA.getType('Dataset') as GraphQLObjectType);
      expect(await find(app, id, few.key)).toEqual({ __typename: 'Dataset' });
      expect(await find(app, id, limited)).toBeNull();
    });

    test('finds the calling key, but no other, without the scope to read keys', async () => {
      const { app, few } = worlds();
      const { workspaceId } = few;
      const limited = await app.key('native', { workspaceId, scopes: ['community:read'] });
      const { data } = await app.graphql('{ viewer { key { id } } }', {}, limited);
      const own = data.viewer.key.id;
      expect(await find(app, own, limited)).toEqual({ __typename: 'ApiKey' });
      const { id } = await listedObject(app, few, SCHEMA.getType('ApiKey') as GraphQLObjectType);
      expect(id).not.toBe(own);
      expect(await find(app, id, limited)).toBeNull();
    });
  });
}

async function find(app: TestApp, id: unknown, key: string, selection = '') {
  const text = `query ($id: ID!) { node(id: $id) { __typename ${selection} } }`;
  const { data, errors } = await app.graphql(text, { id }, key);
  expect(errors).toBeUndefined();
  return data.node;
}

/**
 * An object of a type as a list or another field returns it: every value that can be selected
 * without arguments.
 */
async function listedObject(
  app: TestApp,
  world: World,
  type: GraphQLObjectType,
): Promise<Record<string, unknown>> {
  const target = await targetOf(app, world);
  for (const path of pathsToType(SCHEMA, type)) {
    if (path.some(({ field }) => field.name === 'node')) continue;
    const text = operationOf(path, [{ name: type.name, text: `__typename ${plainOf(type)}` }], target);
    const { data } = await app.graphql(text, {}, world.key);
    const [object] = data ? objectsAt(data, path) : [];
    if (object) return object as Record<string, unknown>;
  }
  throw new Error(`The world has no ${type.name}: add one to it.`);
}
