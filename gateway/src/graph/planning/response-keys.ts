import {
  type DocumentNode,
  type FieldNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  visit,
} from 'graphql';

/** Returns the key under which the value of a client's field is found in fetched data. */
export type DataKey = (node: FieldNode) => string;

/** A document for the planner, and where the values of the client's fields are found. */
export interface Planned {
  readonly document: DocumentNode;
  readonly dataKey: DataKey;
}

/**
 * Gives the planner a document in which no response key is the client's choice: a field without alias and arguments
 * keeps its name, every other field gets a reserved alias of its own. The planner adds keys, required fields and
 * `__typename` to what the client selects, by their names; a client's alias of such a name, or the same field with
 * other arguments, would replace the value that is sent to the next subgraph.
 *
 * Fields of one reserved alias have the same response key, name and arguments, so they merge exactly where the
 * client's fields merge, and two fields of one response key on different types stay apart.
 */
export function reserveResponseKeys(schema: GraphQLSchema, document: DocumentNode): Planned {
  const prefix = `${reservedPrefix(schema)}c`;
  const aliases = new Map<string, string>();
  const keys = new WeakMap<FieldNode, string>();
  const planned = visit(document, {
    Field: {
      enter(node) {
        const name = node.name.value;
        const named = !node.alias || node.alias.value === name;
        const plain = named && !node.arguments?.length;
        if (plain || name.startsWith('__')) {
          keys.set(node, name);
          return node.alias && (plain || name === '__typename') ? withoutAlias(node) : undefined;
        }
        const signature = signatureOf(node);
        const alias = aliases.get(signature) ?? `${prefix}${aliases.size}`;
        aliases.set(signature, alias);
        keys.set(node, alias);
        return { ...node, alias: { kind: Kind.NAME, value: alias } };
      },
    },
  });
  return { document: planned, dataKey: (node) => keys.get(node)! };
}

function withoutAlias({ alias, ...node }: FieldNode): FieldNode {
  return node;
}

function signatureOf({ alias, name, arguments: given = [] }: FieldNode): string {
  const values = given.map((argument) => print(argument)).sort();
  return JSON.stringify([(alias ?? name).value, name.value, ...values]);
}

const prefixes = new WeakMap<GraphQLSchema, string>();

/** A prefix that no field of the schema begins with. */
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
