import {
  type DocumentNode,
  type GraphQLSchema,
  isAbstractType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  print,
  type SelectionSetNode,
} from 'graphql';
import {
  contextsOf,
  type Key,
  type SubgraphField,
  type SubgraphModel,
  type SubgraphType,
  subgraphModels,
} from './subgraphs.ts';

/** One fetch on the way to a subgraph: which objects are asked for, as what type, and by which key. */
export interface Hop {
  readonly subgraph: SubgraphModel;
  /** The type that the subgraph has the objects as: an interface, where it knows them only as that. */
  readonly as: string;
  readonly key: Key;
}

/** What planning knows of a supergraph. */
export interface Federation {
  readonly schema: GraphQLSchema;
  readonly subgraphs: readonly SubgraphModel[];
  /** Begins no name of a field. */
  readonly prefix: string;
  isObject(type: string): boolean;
  isComposite(type: string): boolean;
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
  /** The shortest way by keys from objects of a type in one subgraph to another; null if there is none. */
  route(from: SubgraphModel, type: string, to: SubgraphModel, as: string): readonly Hop[] | null;
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
    isComposite: (type) => isCompositeType(schema.getType(type)),
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
      const inner = node.selectionSet && keyed(namedTypeOf(String(field.type)), node.selectionSet);
      return {
        ...node,
        ...(given.length > 0 ? { alias: aliasFor([field.name, ...given].join()) } : {}),
        ...(inner ? { selectionSet: inner } : {}),
      };
    }),
  });
  return keyed;
}

function namedTypeOf(type: string): string {
  return type.replace(/[[\]!]/g, '');
}

function routing(federation: Omit<Federation, 'route' | 'keyed'>): Federation['route'] {
  const known = new Map<string, readonly Hop[] | null>();
  const direct: Federation['route'] = (from, type, to, as) =>
    findRoute(federation, from, type, to, as, hasFields);
  const route: Federation['route'] = (from, type, to, as) => {
    const name = [from.name, type, to.name, as].join('\n');
    let found = known.get(name);
    if (found === undefined) {
      found = findRoute(federation, from, type, to, as, hasFields);
      // Fields of a key may themselves have to be fetched from further subgraphs.
      found ??= findRoute(federation, from, type, to, as, (...key) => canFetch(federation, direct, ...key));
      known.set(name, found);
    }
    return found;
  };
  return route;
}

type HasKey = (subgraph: SubgraphModel, typeName: string, fields: SelectionSetNode) => boolean;

/** Whether all fields of a key can be fetched for objects of a type, each by a direct way from its subgraph. */
function canFetch(
  federation: Omit<Federation, 'route' | 'keyed'>,
  direct: Federation['route'],
  subgraph: SubgraphModel,
  typeName: string,
  { selections }: SelectionSetNode,
): boolean {
  const places = [
    subgraph,
    ...federation.subgraphs.filter((each) => direct(subgraph, typeName, each, typeName)),
  ];
  return selections.every(
    (node) =>
      node.kind === Kind.FIELD &&
      places.some((place) => {
        const type = place.types.get(typeName);
        const field = type?.fields.get(node.name.value);
        if (!type || !field || field.requires || !isResolved(type, node.name.value, field)) return false;
        return !node.selectionSet || canFetch(federation, direct, place, field.type, node.selectionSet);
      }),
  );
}

/** Breadth first over the subgraphs that can be reached by a key whose fields the one before has. */
function findRoute(
  { subgraphs, interfacesOf }: Omit<Federation, 'route' | 'keyed'>,
  from: SubgraphModel,
  type: string,
  to: SubgraphModel,
  as: string,
  hasKey: HasKey,
): readonly Hop[] | null {
  const visited = new Set<string>();
  let border: { subgraph: SubgraphModel; type: string; hops: readonly Hop[] }[] = [
    { subgraph: from, type, hops: [] },
  ];
  while (border.length > 0) {
    const next: typeof border = [];
    for (const place of border) {
      for (const subgraph of subgraphs) {
        for (const name of [place.type, ...interfacesOf(place.type)]) {
          const target = subgraph.types.get(name);
          if (!target || (name !== place.type && !target.interfaceObject)) continue;
          const key = target.keys.find(({ fields }) => hasKey(place.subgraph, place.type, fields));
          if (!key) continue;
          const hops = [...place.hops, { subgraph, as: name, key }];
          if (subgraph === to && name === as) return hops;
          const id = `${subgraph.name} ${name}`;
          if (visited.has(id)) continue;
          visited.add(id);
          next.push({ subgraph, type: name, hops });
        }
      }
    }
    border = next;
  }
  return null;
}

/** Whether a subgraph has all fields of a set for the objects of a type that it returns. */
function hasFields(subgraph: SubgraphModel, typeName: string, { selections }: SelectionSetNode): boolean {
  const type = subgraph.types.get(typeName);
  return (
    type !== undefined &&
    selections.every((node) => {
      if (node.kind === Kind.INLINE_FRAGMENT)
        return hasFields(subgraph, node.typeCondition?.name.value ?? typeName, node.selectionSet);
      if (node.kind !== Kind.FIELD) return false;
      if (node.name.value === '__typename') return true;
      const field = type.fields.get(node.name.value);
      if (!field || field.requires || !isResolved(type, node.name.value, field)) return false;
      return !node.selectionSet || hasFields(subgraph, field.type, node.selectionSet);
    })
  );
}

/** Whether the subgraph itself resolves a field of the objects that it returns. */
export function isResolved(type: SubgraphType, name: string, field: SubgraphField): boolean {
  return !field.external || type.keyFields.has(name);
}
