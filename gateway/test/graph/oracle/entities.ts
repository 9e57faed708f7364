import type { Entity, WorldBuilder } from './world-builder.ts';

/** Declares an entity with its keys in each of its subgraphs. */
export function declareEntity(builder: WorldBuilder, entity: Entity): void {
  for (const [index, subgraph] of entity.homes.entries()) {
    const keys = index === 0 ? entity.keys : [builder.random.pick(entity.keys)];
    for (const key of keys) builder.addKey(subgraph, entity, key, true);
  }
  if (!entity.of) return;
  const draft = builder.draft.type(entity.homes[0]!, entity.name);
  draft.interfaces.add(entity.of);
  draft.fields.set('title', 'title: String');
}

/** Adds fields to an entity in each of its subgraphs. */
export function addOwnFields(builder: WorldBuilder, entity: Entity): void {
  for (const subgraph of entity.homes) {
    for (let index = 0; index < 1 + builder.random.below(3); index++) {
      const free = subgraph === entity.homes[0] && index === 0;
      const name = free && builder.random.percent(30) ? 'same' : builder.name('f');
      const type = builder.fieldType(subgraph);
      const declaration = `${name}${builder.arguments(35)}: ${type}`;
      builder.draft.type(subgraph, entity.name).fields.set(name, declaration);
      builder.rule(entity.name, name, entity.name);
      builder.plain.push({ entity, subgraph, name, declaration, type });
    }
  }
}

/**
 * Adds an object without a key that several subgraphs return for an entity, each with a field of
 * its own.
 */
export function addSharedPart(builder: WorldBuilder, entity: Entity): void {
  const [type, name] = [builder.name('Part'), builder.name('d')];
  for (const subgraph of entity.homes) {
    builder.draft.type(subgraph, entity.name).fields.set(name, `${name}: ${type} @shareable`);
    const { fields } = builder.draft.type(subgraph, type);
    const own = builder.name('own');
    fields.set('all', 'all: Int @shareable');
    fields.set(own, `${own}: ${builder.leafType()}`);
    for (const field of ['all', own]) builder.rule(type, field, type);
  }
  builder.rule(entity.name, name, entity.name);
}
