import type { WorldBuilder } from './world-builder.ts';

/** Adds query and mutation fields to every subgraph. */
export function addRootFields(builder: WorldBuilder): void {
  const random = builder.random;
  const shared = builder.name('Shared');
  const sharing = builder.names.filter(() => random.percent(50));
  for (const subgraph of builder.names) {
    const query = builder.draft.type(subgraph, 'Query').fields;
    for (let index = 0; index < 1 + random.below(3); index++) {
      const name = builder.name('q');
      query.set(name, `${name}${builder.arguments(30)}: ${builder.fieldType(subgraph)}`);
      builder.rule('Query', name, 'Query');
    }
    if (builder.mutates) {
      const name = builder.name('m');
      builder.draft
        .type(subgraph, 'Mutation')
        .fields.set(name, `${name}${builder.arguments(50)}: ${builder.fieldType(subgraph)}`);
      builder.rule('Mutation', name, 'Mutation');
    }
    if (sharing.length < 2 || !sharing.includes(subgraph)) continue;
    // One object that several subgraphs return at the root, each with a field of its own.
    query.set('shared', `shared: ${shared} @shareable`);
    const fields = builder.draft.type(subgraph, shared).fields;
    fields.set('all', 'all: Int @shareable');
    const own = builder.name('own');
    fields.set(own, `${own}: ${builder.leafType()}`);
    for (const field of ['all', own]) builder.rule(shared, field, shared);
    builder.rule('Query', 'shared', 'Query');
  }
}
