import { bare, SCALARS, type WorldBuilder } from './world-builder.ts';

/** Adds a field whose objects come with a field of another subgraph (`@provides`). */
export function addProvides(builder: WorldBuilder): void {
  const random = builder.random;
  const offered = builder.plain.filter(
    ({ entity, type, name, declaration }) =>
      SCALARS.includes(bare(type)) &&
      !declaration.includes('(') &&
      !entity.of &&
      !builder.draft.rules.get(`${entity.name}.${name}`)?.requires,
  );
  if (offered.length === 0) return;
  const plain = random.pick(offered);
  const others = builder.names.filter((name) => name !== plain.subgraph);
  const subgraph = random.pick(others);
  const host = builder.entities.find(({ homes, of }) => homes.includes(subgraph) && !of);
  if (!host) return;
  if (!builder.draft.has(subgraph, plain.entity.name)) builder.reach(subgraph, plain.entity);
  const home = builder.draft.type(plain.subgraph, plain.entity.name).fields;
  home.set(plain.name, `${plain.declaration} @shareable`);
  const fields = builder.draft.type(subgraph, plain.entity.name).fields;
  if (!fields.has(plain.name)) fields.set(plain.name, `${plain.declaration} @external`);
  const name = builder.name('p');
  builder.draft
    .type(subgraph, host.name)
    .fields.set(name, `${name}: ${builder.wrapped(plain.entity.name)} @provides(fields: "${plain.name}")`);
  builder.rule(host.name, name, host.name);
}

/** Moves a field to another subgraph (`@override`). */
export function addOverride(builder: WorldBuilder): void {
  const moved = builder.plain.find(
    ({ entity, subgraph, name, type }) =>
      entity.homes.length > 1 &&
      SCALARS.includes(bare(type)) &&
      !builder.draft.rules.get(`${entity.name}.${name}`)?.requires &&
      builder.names.every(
        (each) =>
          each === subgraph ||
          !builder.draft.has(each, entity.name) ||
          !builder.draft.type(each, entity.name).fields.has(name),
      ),
  );
  if (!moved) return;
  const to = moved.entity.homes.find((home) => home !== moved.subgraph);
  if (!to) return;
  builder.draft
    .type(to, moved.entity.name)
    .fields.set(moved.name, `${moved.declaration} @override(from: "${moved.subgraph}")`);
}
