import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
  visit,
} from 'graphql';

/**
 * Returns the response key under which the value of a client's field is found in the fetched data.
 */
export type DataKey = (node: FieldNode) => string;

/** A document for the planner, and the response keys of the client's fields in the fetched data. */
export interface PlannedDocument {
  readonly document: DocumentNode;
  readonly dataKey: DataKey;
}

/** Returns the reserved alias of a field whose response key must not be its name. */
type AliasOf = (node: FieldNode, responseKey: string) => string;

/**
 * Reserves aliases that begin with a prefix. Fields of one alias have the same response key, name
 * and arguments, so they merge exactly where the original fields merge.
 */
function reserveAliases(prefix: string): AliasOf {
  const aliases = new Map<string, string>();
  return ({ name, arguments: args = [] }, responseKey) => {
    const values = args.map((argument) => print(argument)).sort();
    const signature = JSON.stringify([responseKey, name.value, ...values]);
    const alias = aliases.get(signature) ?? `${prefix}${aliases.size}`;
    aliases.set(signature, alias);
    return alias;
  };
}

/**
 * Rewrites a document so that no response key is the client's choice: a field without alias and
 * arguments keeps its name, every other field gets a reserved alias. The planner adds keys,
 * required fields and `__typename` by their names; a client's alias of such a name, or the same
 * field with other arguments, would replace the value that is sent to the next subgraph.
 */
export function reserveResponseKeys(schema: GraphQLSchema, document: DocumentNode): PlannedDocument {
  const aliasOf = reserveAliases(`${reservedPrefix(schema)}c`);
  const keys = new WeakMap<FieldNode, string>();
  const planned = visit(document, {
    Field: {
      enter(node) {
        const name = node.name.value;
        const responseKey = (node.alias ?? node.name).value;
        const isPlain = responseKey === name && !node.arguments?.length;
        if (isPlain || name.startsWith('__')) {
          keys.set(node, name);
          return node.alias && (isPlain || name === '__typename') ? withoutAlias(node) : undefined;
        }
        const alias = aliasOf(node, responseKey);
        keys.set(node, alias);
        return withAlias(node, alias);
      },
    },
  });
  return { document: planned, dataKey: (node) => keys.get(node)! };
}

/** Returns a field set of the supergraph with the response keys that the planner uses for it. */
export type WithResponseKeys = (typeName: string, set: SelectionSetNode) => SelectionSetNode;

/**
 * Gives the fields with arguments in field sets (`@key`, `@requires`, `@fromContext`) reserved
 * aliases, because another field set or the client may select the same field with other arguments.
 */
export function fieldSetKeys(schema: GraphQLSchema, prefix: string): WithResponseKeys {
  const aliasOf = reserveAliases(`${prefix}q`);
  const withResponseKeys: WithResponseKeys = (typeName, set) => ({
    ...set,
    selections: set.selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT)
        return {
          ...node,
          selectionSet: withResponseKeys(node.typeCondition?.name.value ?? typeName, node.selectionSet),
        };
      if (node.kind !== Kind.FIELD) return node;
      const type = schema.getType(typeName);
      const field =
        isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      if (!field) return node;
      const keyed = node.arguments?.length ? withAlias(node, aliasOf(node, field.name)) : node;
      const inner = node.selectionSet && withResponseKeys(getNamedType(field.type).name, node.selectionSet);
      return inner ? { ...keyed, selectionSet: inner } : keyed;
    }),
  });
  return withResponseKeys;
}

function withAlias(node: FieldNode, alias: string): FieldNode {
  return { ...node, alias: { kind: Kind.NAME, value: alias } };
}

function withoutAlias({ alias, ...node }: FieldNode): FieldNode {
  return node;
}

const prefixes = new WeakMap<GraphQLSchema, string>();

/** Returns a prefix that no field name of the schema begins with. */
export function reservedPrefix(schema: GraphQLSchema): string {
  const known = prefixes.get(schema);
  if (known) return known;
  const names = Object.values(schema.getTypeMap()).flatMap((type) =>
    isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [],
  );
  let prefix = '_r';
  while (names.some((name) => name.startsWith(prefix))) prefix = `_${prefix}`;
  prefixes.set(schema, prefix);
  return prefix;
}
