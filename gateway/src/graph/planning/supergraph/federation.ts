import {
  type DocumentNode,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql';
import { type Route, routing } from './routes.ts';
import { contextsOf, type SubgraphModel, subgraphModels } from './subgraphs.ts';

/** What planning knows of a supergraph. */
export interface Federation {
  readonly schema: GraphQLSchema;
  readonly subgraphs: readonly SubgraphModel[];
  /** Begins no name of a field. */
  readonly prefix: string;
  isObject(type: string): boolean;
  /** Whether every object of one type is one of the other: the same type, or a type that implements it. */
  isWithin(type: string, wider: string): boolean;
  /** The interfaces that a type implements, in any subgraph. */
  interfacesOf(type: string): readonly string[];
  /** Whether the type is that of queries or mutations. */
  isRoot(type: string): boolean;
  /** Whether objects of a type set a context. */
  setsContext(type: string, context: string): boolean;
  /** The names of the subgraphs that resolve a field of a type. */
  servicesOf(type: string, field: string): readonly string[];
  /** A field set with the response keys that the planner gives its fields. */
  keyed(type: string, set: SelectionSetNode): SelectionSetNode;
  readonly route: Route;
}

/** Prepares a supergraph for planning; `prefix` begins no name of a field. */
export function createFederation(
  schema: GraphQLSchema,
  supergraph: DocumentNode,
  prefix: string,
): Federation {
  const subgraphs = subgraphModels(supergraph);
  const contexts = contextsOf(supergraph);
  const federation: Omit<Federation, 'route' | 'keyed'> = {
    schema,
    subgraphs,
    prefix,
    isObject: (type) => isObjectType(schema.getType(type)),
    isWithin(type, wider) {
      if (type === wider) return true;
      const [one, other] = [schema.getType(type), schema.getType(wider)];
      return (
        isAbstractType(other) && (isObjectType(one) || isInterfaceType(one)) && schema.isSubType(other, one)
      );
    },
    interfacesOf(type) {
      const found = schema.getType(type);
      const has = isObjectType(found) || isInterfaceType(found);
      return has ? found.getInterfaces().map(({ name }) => name) : [];
    },
    servicesOf(type, field) {
      const names = [type, ...federation.interfacesOf(type)];
      const resolves = ({ types }: SubgraphModel) =>
        names.some((name) => {
          const there = types.get(name);
          return there?.kind === 'object' && there.fields.get(field)?.external === false;
        });
      return subgraphs.filter(resolves).map(({ name }) => name);
    },
    isRoot: (type) => type === schema.getQueryType()?.name || type === schema.getMutationType()?.name,
    setsContext: (type, context) => contexts.get(type)?.has(context) ?? false,
  };
  return { ...federation, keyed: keying(schema, prefix), route: routing(federation) };
}

/**
 * Names the fields that the planner adds. A field with arguments gets an alias for these arguments, as two
 * requirements, or the client, may want the same field with others.
 */
function keying(schema: GraphQLSchema, prefix: string): Federation['keyed'] {
  const aliases = new Map<string, string>();
  const aliasFor = (signature: string) => {
    const alias = aliases.get(signature) ?? `${prefix}q${aliases.size}`;
    aliases.set(signature, alias);
    return { kind: Kind.NAME, value: alias } as const;
  };
  const keyed: Federation['keyed'] = (typeName, set) => ({
    ...set,
    selections: set.selections.map((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT)
        return {
          ...node,
          selectionSet: keyed(node.typeCondition?.name.value ?? typeName, node.selectionSet),
        };
      if (node.kind !== Kind.FIELD) return node;
      const type = schema.getType(typeName);
      const field =
        isObjectType(type) || isInterfaceType(type) ? type.getFields()[node.name.value] : undefined;
      if (!field) return node;
      const given = (node.arguments ?? []).map((argument) => print(argument)).sort();
      const inner = node.selectionSet && keyed(getNamedType(field.type).name, node.selectionSet);
      return {
        ...node,
        ...(given.length > 0 ? { alias: aliasFor([field.name, ...given].join()) } : {}),
        ...(inner ? { selectionSet: inner } : {}),
      };
    }),
  });
  return keyed;
}
