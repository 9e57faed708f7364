import { type Plain, SCALARS, type WorldBuilder } from './world-builder.ts';

/** Adds a field that requires fields of other subgraphs (`@requires`). */
export function addRequiringField(builder: WorldBuilder): void {
  const random = builder.random;
  const entities = builder.entities.filter(({ homes, of }) => homes.length > 1 && !of);
  if (entities.length === 0) return;
  const entity = random.pick(entities);
  const subgraph = random.pick(entity.homes);
  const foreign = builder.plain.filter((plain) => plain.entity === entity && plain.subgraph !== subgraph);
  const wanted = foreign.filter(() => random.percent(50));
  const parts = wanted.flatMap((plain) => requirementOf(builder, subgraph, plain) ?? []);
  if (parts.length === 0) return;
  const requires = parts.join(' ');
  const name = builder.name('r');
  const declaration = `${name}${builder.arguments(30)}: ${random.percent(30) ? 'Float!' : 'String'}`;
  builder.draft
    .type(subgraph, entity.name)
    .fields.set(name, `${declaration} @requires(fields: ${JSON.stringify(requires)})`);
  builder.rule(entity.name, name, entity.name, requires);
  // The field itself may be required by another.
  const type = declaration.slice(declaration.lastIndexOf(':') + 1).trim();
  builder.plain.push({ entity, subgraph, name, declaration, type });
}

/**
 * Selects a field of another subgraph, and declares it external here; null if that is impossible.
 */
function requirementOf(
  builder: WorldBuilder,
  subgraph: string,
  { entity, name, declaration, type }: Plain,
): string | null {
  const random = builder.random;
  const named = type.replace(/[[\]!]/g, '');
  const inner = innerRequirement(builder, subgraph, named);
  if (inner === null) return null;
  const fields = builder.draft.type(subgraph, entity.name).fields;
  if (!fields.has(name)) fields.set(name, `${declaration} @external`);
  builder.need(entity.name, name);
  const given = /text: String/.test(declaration) && random.percent(70) ? `(text: "t${random.below(3)}")` : '';
  return `${name}${given}${inner}`;
}

/** Selects fields of a required object; empty for a leaf, null if that is impossible. */
function innerRequirement(builder: WorldBuilder, subgraph: string, named: string): string | null {
  const random = builder.random;
  if (SCALARS.includes(named)) return '';
  if (builder.values.includes(named)) {
    builder.value(subgraph, named);
    for (const field of ['w', 'h', 'says']) builder.need(named, field);
    return random.percent(50) ? ' { w h }' : ` { h says(text: "n${random.below(2)}") }`;
  }
  if (named.startsWith('Union')) return unionRequirement(builder, subgraph, named);
  const entity = builder.entities.find((each) => each.name === named);
  if (!entity || entity.of) return null;
  const field = builder.foreignLeaf(subgraph, entity);
  return field && ` { ${field} }`;
}

/** Selects required fields of the objects of a union by type; this subgraph must know the union. */
function unionRequirement(builder: WorldBuilder, subgraph: string, union: string): string | null {
  const members = builder.draft.members.get(union)!;
  const entities = builder.entities.filter(({ name }) => members.includes(name));
  if (entities.some(({ of }) => of && builder.interfaceObjects.get(of)?.has(subgraph))) return null;
  const fragments: string[] = [];
  for (const entity of entities) {
    const field = entity.of ? null : builder.foreignLeaf(subgraph, entity);
    if (field) fragments.push(`... on ${entity.name} { ${field} }`);
    else builder.reach(subgraph, entity);
  }
  for (const name of members.filter((member) => builder.values.includes(member))) {
    builder.value(subgraph, name);
    builder.need(name, 'w');
    fragments.push(`... on ${name} { w }`);
  }
  const draft = builder.draft.type(subgraph, union);
  draft.kind = 'union';
  draft.members = members;
  return ` { ${fragments.join(' ')} }`;
}
