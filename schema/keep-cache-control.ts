import {
  type ConstDirectiveNode,
  type DefinitionNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  parse,
  print,
} from 'graphql';

const CACHE_CONTROL = 'cacheControl';

/** A subgraph as it is composed. */
interface Declaring {
  readonly name: string;
  readonly typeDefs: DocumentNode;
}

/**
 * Adds the `@cacheControl` of each subgraph to a supergraph, as a `@join__directive` that names the
 * subgraph. The composition library drops the directive, or keeps that of one subgraph for all of
 * them.
 */
export function keepCacheControl(supergraphSdl: string, subgraphs: readonly Declaring[]): string {
  if (!subgraphs.some(({ typeDefs }) => usesOf(typeDefs).length > 0)) return supergraphSdl;
  const supergraph = parse(supergraphSdl, { noLocation: true });
  const added = new Map<string, string[]>();
  const graphs = graphsOf(supergraph);
  for (const { name, typeDefs } of subgraphs)
    for (const { coordinate, directive } of usesOf(typeDefs)) {
      const args = (directive.arguments ?? []).map((argument) => print(argument)).join(', ');
      const joined = `@join__directive(graphs: [${graphs.get(name)}], name: "${CACHE_CONTROL}", args: {${args}})`;
      added.set(coordinate, [...(added.get(coordinate) ?? []), joined]);
    }
  const more = (coordinate: string) => (added.get(coordinate) ?? []).map(directiveFrom);
  const definitions = supergraph.definitions.map((node): DefinitionNode => {
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION)
      return node;
    const type = node.name.value;
    return {
      ...node,
      directives: [...(node.directives ?? []), ...more(type)],
      fields: (node.fields ?? []).map((field) => ({
        ...field,
        directives: [...(field.directives ?? []), ...more(`${type}.${field.name.value}`)],
      })),
    };
  });
  return print({ ...supergraph, definitions });
}

/** A place of `@cacheControl`: `Type` or `Type.field`. */
interface Use {
  readonly coordinate: string;
  readonly directive: ConstDirectiveNode;
}

const TYPES: ReadonlySet<string> = new Set([
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.OBJECT_TYPE_EXTENSION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_EXTENSION,
]);

function usesOf({ definitions }: DocumentNode): Use[] {
  return definitions.flatMap((definition) => {
    if (!TYPES.has(definition.kind)) return [];
    const node = definition as Extract<DefinitionNode, { fields?: readonly FieldDefinitionNode[] }>;
    const type = node.name.value;
    return [
      ...usesIn(type, node.directives),
      ...(node.fields ?? []).flatMap((field) => usesIn(`${type}.${field.name.value}`, field.directives)),
    ];
  });
}

function usesIn(coordinate: string, directives: readonly ConstDirectiveNode[] = []): Use[] {
  return directives
    .filter(({ name }) => name.value === CACHE_CONTROL)
    .map((directive) => ({ coordinate, directive }));
}

/** Returns the values of `join__Graph` by the names of subgraphs. */
function graphsOf({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = new Map<string, string>();
  for (const node of definitions)
    if (node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph')
      for (const { name, directives = [] } of node.values ?? [])
        for (const { arguments: args = [] } of directives)
          for (const { name: argument, value } of args)
            if (argument.value === 'name' && value.kind === Kind.STRING) graphs.set(value.value, name.value);
  return graphs;
}

function directiveFrom(text: string): ConstDirectiveNode {
  const [definition] = parse(`type T ${text} { f: Int }`, { noLocation: true }).definitions;
  return (definition as { directives: readonly ConstDirectiveNode[] }).directives[0]!;
}
