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
 * Reserves aliases that begin with a prefix and end with the name of the field. Fields of one alias
 * have the same response key, name and arguments, so they merge exactly where the original fields
 * merge.
 */
function reserveAliases(prefix: string): AliasOf {
  const aliases = new Map<string, string>();
  return ({ name, arguments: args = [] }, responseKey) => {
    const values = args.map((argument) => print(argument)).sort();
    const signature = JSON.stringify([responseKey, name.value, ...values]);
    const alias = aliases.get(signature) ?? `${prefix}${aliases.size}_${name.value}`;
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
 * Gives fields in field sets (`@key`, `@requires`, `@fromContext`) reserved aliases where another
 * field set or the client may select the same field: with other arguments, or with a selection set
 * of its own. A failing non-null field of that selection set would make the object null for all who
 * share it, and a subgraph would compute its answer from the null.
 */
export function fieldSetKeys(schema: GraphQLSchema, prefix: string): WithResponseKeys {
  const aliasOf = reserveAliases(`${prefix}q`);
  const rewrite = (typeName: string, set: SelectionSetNode, owner: string | null): SelectionSetNode => ({
    ...set,
    selections: set.selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT)
        return {
          ...node,
          selectionSet: rewrite(node.typeCondition?.name.value ?? typeName, node.selectionSet, owner),
        };
      if (node.kind !== Kind.FIELD) return node;
      const type = schema.getType(typeName);
      const field =
        isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      if (!field) return node;
      // Below a field with an alias of its own, no one else selects anything.
      const own = node.selectionSet && owner;
      const responseKey = own ? `${field.name} in ${own}` : field.name;
      const keyed = own || node.arguments?.length ? withAlias(node, aliasOf(node, responseKey)) : node;
      const inner = node.selectionSet && rewrite(getNamedType(field.type).name, node.selectionSet, null);
      return inner ? { ...keyed, selectionSet: inner } : keyed;
    }),
  });
  return (typeName, set) => rewrite(typeName, set, print(set));
}

/** Returns the name of the field that a response key of a field set stands for. */
export function fieldSetName(schema: GraphQLSchema, key: string): string {
  const prefix = `${reservedPrefix(schema)}q`;
  return key.startsWith(prefix) ? key.slice(key.indexOf('_', prefix.length) + 1) : key;
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
