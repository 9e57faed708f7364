import { Kind, type SelectionSetNode } from 'graphql';
import { type Key, resolvesAlone, type SubgraphModel } from './subgraph-model.ts';

/** One entity fetch on a route: the subgraph, the type of the entities there, and the key. */
export interface Hop {
  readonly subgraph: SubgraphModel;
  /** The type of the entities in the subgraph; an interface, if it knows them only by that. */
  readonly as: string;
  readonly key: Key;
}

/**
 * The shortest route by keys from objects of a type in one subgraph to another subgraph; null if
 * there is none.
 */
export type Route = (
  from: SubgraphModel,
  type: string,
  to: SubgraphModel,
  as: string,
) => readonly Hop[] | null;

/** The part of a federation that routes depend on. */
interface RouteContext {
  readonly subgraphs: readonly SubgraphModel[];
  interfacesOf(type: string): readonly string[];
}

/** Finds routes, and caches them. */
export function routing(federation: RouteContext): Route {
  const known = new Map<string, readonly Hop[] | null>();
  const direct: Route = (from, type, to, as) => findRoute(federation, from, type, to, as, hasFields);
  const route: Route = (from, type, to, as) => {
    const name = [from.name, type, to.name, as].join('\n');
    let found = known.get(name);
    if (found === undefined) {
      found = findRoute(federation, from, type, to, as, hasFields);
      // Otherwise the fields of a key may come from further subgraphs.
      found ??= findRoute(federation, from, type, to, as, (...key) => canFetch(federation, direct, ...key));
      known.set(name, found);
    }
    return found;
  };
  return route;
}

type HasKey = (subgraph: SubgraphModel, typeName: string, fields: SelectionSetNode) => boolean;

/** Whether all fields of a key can be fetched for objects of a type, each by a direct route. */
function canFetch(
  federation: RouteContext,
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
        if (!type || !field || !resolvesAlone(type, node.name.value)) return false;
        return !node.selectionSet || canFetch(federation, direct, place, field.type, node.selectionSet);
      }),
  );
}

/** Searches breadth first over the subgraphs that are reachable by a key of the previous one. */
function findRoute(
  { subgraphs, interfacesOf }: RouteContext,
  from: SubgraphModel,
  type: string,
  to: SubgraphModel,
  as: string,
  hasKey: HasKey,
): readonly Hop[] | null {
  const visited = new Set<string>();
  let frontier: { subgraph: SubgraphModel; type: string; hops: readonly Hop[] }[] = [
    { subgraph: from, type, hops: [] },
  ];
  while (frontier.length > 0) {
    const next: typeof frontier = [];
    for (const place of frontier) {
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
    frontier = next;
  }
  return null;
}

/** Whether a subgraph resolves all fields of a set for the objects of a type that it returns. */
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
      if (!field || !resolvesAlone(type, node.name.value)) return false;
      return !node.selectionSet || hasFields(subgraph, field.type, node.selectionSet);
    })
  );
}
