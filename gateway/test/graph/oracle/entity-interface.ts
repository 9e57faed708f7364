import { KEYS, type WorldBuilder } from './world-builder.ts';

/**
 * Adds an interface with a key, its object types in one subgraph, and interface objects in others.
 */
export function addEntityInterface(builder: WorldBuilder): void {
  const [home, ...others] = builder.someNames();
  const draft = builder.draft.type(home!, 'Media');
  draft.kind = 'interface';
  draft.keys.add('fields: "id"');
  draft.fields.set('id', 'id: ID!');
  draft.fields.set('title', 'title: String');
  const members = ['Book', 'Film', 'Song'].slice(0, 2 + builder.random.below(2));
  builder.draft.members.set('Media', members);
  builder.draft.entityInterfaces.add('Media');
  for (const type of ['Media', ...members]) builder.rule(type, 'title', 'Media');
  builder.rule('Media', 'id', 'Media', undefined, true);
  const objects = new Set(others);
  // Subgraphs that know the objects by their own types may add fields to them as well.
  const outside = builder.names.filter((name) => name !== home && !objects.has(name));
  for (const name of members) {
    const further = outside.filter(() => builder.random.percent(40));
    builder.entities.push({ name, keys: KEYS[0], homes: [home!, ...further], of: 'Media' });
  }
  builder.interfaceObjects.set('Media', objects);
  let before: string | null = null;
  for (const subgraph of objects) {
    const object = builder.draft.type(subgraph, 'Media');
    object.keys.add('fields: "id"');
    object.interfaceObject = true;
    object.fields.set('id', 'id: ID!');
    const name = builder.name('extra');
    const declaration = `${name}: ${builder.leafType()}`;
    object.fields.set(name, declaration);
    for (const type of ['Media', ...members]) builder.rule(type, name, 'Media');
    if (builder.random.percent(50)) addInterfaceObjectRequirement(builder, subgraph, members, before);
    before = declaration;
  }
  builder.addAbstract(home!, 'Media');
}

/** Adds a field of an interface object that requires fields of other subgraphs. */
function addInterfaceObjectRequirement(
  builder: WorldBuilder,
  subgraph: string,
  members: readonly string[],
  other: string | null,
): void {
  const { fields } = builder.draft.type(subgraph, 'Media');
  const loud = builder.name('loud');
  fields.set('title', 'title: String @external');
  const required = ['title'];
  if (other && builder.random.percent(60)) {
    const name = other.slice(0, other.indexOf(':'));
    fields.set(name, `${other} @external`);
    required.push(name);
  }
  fields.set(loud, `${loud}: String @requires(fields: "${required.join(' ')}")`);
  for (const type of ['Media', ...members]) {
    builder.rule(type, loud, 'Media', required.join(' '));
    for (const name of required) builder.need(type, name);
  }
}
