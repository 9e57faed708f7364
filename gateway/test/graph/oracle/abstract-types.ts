import type { Entity, WorldBuilder } from './world-builder.ts';

/** Adds plain interfaces and unions, each in one subgraph that has types for it. */
export function addAbstractTypes(builder: WorldBuilder): void {
  const random = builder.random;
  for (const subgraph of builder.names) {
    const present = builder.entities.filter(({ name }) => builder.draft.has(subgraph, name));
    if (present.length >= 2 && random.percent(40)) addUnion(builder, subgraph, present);
    const own = present.filter(({ homes }) => homes.includes(subgraph));
    if (own.length >= 1 && random.percent(40)) addPlainInterface(builder, subgraph, own);
  }
}

/** Adds a union of entities and a value type. */
function addUnion(builder: WorldBuilder, subgraph: string, present: readonly Entity[]): void {
  const name = builder.name('Union');
  const draft = builder.draft.type(subgraph, name);
  draft.kind = 'union';
  draft.members = [...present.map((entity) => entity.name), builder.value(subgraph, builder.values[0]!)];
  builder.draft.members.set(name, draft.members);
  builder.addAbstract(subgraph, name);
}

/** Adds an interface without a key. */
function addPlainInterface(builder: WorldBuilder, subgraph: string, own: readonly Entity[]): void {
  const [name, field] = [builder.name('Named'), builder.name('label')];
  const draft = builder.draft.type(subgraph, name);
  draft.kind = 'interface';
  const declaration = `${field}${builder.arguments(40)}: String`;
  draft.fields.set(field, declaration);
  for (const entity of own) {
    const type = builder.draft.type(subgraph, entity.name);
    type.interfaces.add(name);
    type.fields.set(field, declaration);
    builder.rule(entity.name, field, entity.name);
  }
  builder.draft.members.set(
    name,
    own.map((entity) => entity.name),
  );
  builder.addAbstract(subgraph, name);
}
