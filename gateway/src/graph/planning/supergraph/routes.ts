import { Kind, type SelectionSetNode } from 'graphql';
import { isResolved, type Key, type SubgraphModel } from './subgraphs.ts';

/** One fetch on the way to a subgraph: which objects are asked for, as what type, and by which key. */
export interface Hop {
  readonly subgraph: SubgraphModel;
  /** The type that the subgraph has the objects as: an interface, where it knows them only as that. */
  readonly as: string;
  readonly key: Key;
}

/** The shortest way by keys from objects of a type in one subgraph to another; null if there is none. */
export type Route = (
  from: SubgraphModel,
  type: string,
  to: SubgraphModel,
  as: string,
) => readonly Hop[] | null;

/** What ways depend on. */
interface Places {
  readonly subgraphs: readonly SubgraphModel[];
  interfacesOf(type: string): readonly string[];
}

/** Finds ways, each once. */
export function routing(federation: Places): Route {
  const known = new Map<string, readonly Hop[] | null>();
  const direct: Route = (from, type, to, as) => findRoute(federation, from, type, to, as, hasFields);
  const route: Route = (from, type, to, as) => {
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
  federation: Places,
  direct: Route,
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
  { subgraphs, interfacesOf }: Places,
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
