import { composeServices } from '@apollo/composition';
import { type DocumentNode, Kind, parse, print, visit } from 'graphql';
import { keepCacheControl } from './keep-cache-control.ts';

/** A subgraph as the composition library expects it. */
export interface ComposedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly typeDefs: DocumentNode;
}

/** The directive from the GraphQL specification, which the composition library does not support. */
const ONE_OF = 'oneOf';
const DEFINITION = parse(`directive @${ONE_OF} on INPUT_OBJECT`, { noLocation: true }).definitions;

/**
 * Composes subgraphs into a supergraph; throws the composition errors. `@oneOf` is handled
 * separately, because the library rejects it: an input type that has it in one subgraph must have
 * it in all that define the type. So is `@cacheControl`, which the library drops.
 */
export function composeSubgraphs(subgraphs: readonly ComposedSubgraph[]): string {
  const marked = oneOfInputs(subgraphs);
  const { errors, supergraphSdl } = composeServices(
    subgraphs.map((subgraph) => ({ ...subgraph, typeDefs: withoutOneOf(subgraph.typeDefs) })),
  );
  if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
  const kept = keepCacheControl(supergraphSdl, subgraphs);
  return marked.size === 0 ? kept : withOneOf(kept, marked);
}

function oneOfInputs(subgraphs: readonly ComposedSubgraph[]): ReadonlySet<string> {
  const marks = new Map<string, Set<boolean>>();
  for (const { typeDefs } of subgraphs)
    for (const node of typeDefs.definitions)
      if (node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION) {
        const isMarked = node.directives?.some(({ name }) => name.value === ONE_OF) ?? false;
        const known = marks.get(node.name.value) ?? new Set();
        marks.set(node.name.value, known.add(isMarked));
      }
  for (const [name, known] of marks)
    if (known.size > 1) throw new Error(`The input type ${name} is @${ONE_OF} in some subgraphs only.`);
  return new Set([...marks].filter(([, known]) => known.has(true)).map(([name]) => name));
}

function withoutOneOf(document: DocumentNode): DocumentNode {
  return visit(document, { Directive: ({ name }) => (name.value === ONE_OF ? null : undefined) });
}

function withOneOf(supergraphSdl: string, marked: ReadonlySet<string>): string {
  const document = parse(supergraphSdl, { noLocation: true });
  const directive = { kind: Kind.DIRECTIVE, name: { kind: Kind.NAME, value: ONE_OF } } as const;
  return print({
    ...document,
    definitions: [
      ...DEFINITION,
      ...document.definitions.map((node) =>
        node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION && marked.has(node.name.value)
          ? { ...node, directives: [...(node.directives ?? []), directive] }
          : node,
      ),
    ],
  });
}
