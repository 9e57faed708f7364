import { addAbstractTypes } from './abstract-types.ts';
import { addOwnFields, addSharedPart, declareEntity } from './entities.ts';
import { addEntityInterface } from './entity-interface.ts';
import { addOverride, addProvides } from './provides-and-overrides.ts';
import { addRequiringField } from './requirements.ts';
import { addRootFields } from './roots.ts';
import type { World } from './world.ts';
import { KEYS, WorldBuilder } from './world-builder.ts';

/** Types that every subgraph declares and resolves to the same values. */
const BASE = `
  enum Size { SMALL MEDIUM LARGE }
  input Filter { size: Size = MEDIUM, near: [Int!], inner: Filter }
  type Tag @shareable { k: String! }`;

/** Generates a world, deterministic by seed. Composition may reject it. */
export function makeWorld(seed: number): World {
  const builder = new WorldBuilder(seed);
  const random = builder.random;
  builder.draft.rules.set('Tag.k', { owner: 'Tag', identity: true });
  for (let index = 0; index < 1 + random.below(2); index++) builder.values.push(`Value${index}`);
  for (let index = 0; index < 2 + random.below(2); index++)
    builder.entities.push({ name: `Entity${index}`, keys: random.pick(KEYS), homes: builder.someNames() });
  if (random.percent(45)) addEntityInterface(builder);
  for (const entity of builder.entities) declareEntity(builder, entity);
  addAbstractTypes(builder);
  for (const entity of builder.entities) addOwnFields(builder, entity);
  for (const entity of builder.entities) if (random.percent(25)) addSharedPart(builder, entity);
  for (let index = 0; index < 2 + random.below(4); index++) addRequiringField(builder);
  if (random.percent(60)) addProvides(builder);
  if (random.percent(40)) addOverride(builder);
  addRootFields(builder);
  return builder.draft.world(BASE);
}
