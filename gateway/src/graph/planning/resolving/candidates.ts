import { type FieldNode, type InlineFragmentNode, Kind, type SelectionNode } from 'graphql';
import type { Federation } from '../supergraph/federation.ts';
import type { Hop } from '../supergraph/routes.ts';
import { isResolved, type SubgraphField, type SubgraphModel } from '../supergraph/subgraph-model.ts';
import type { Fragments } from './fragments.ts';
import { localField } from './local-field.ts';
import { type Position, typeAt } from './position.ts';
import { providedBelow, providedOn } from './provided.ts';

/** A selection on objects of one type that their own subgraph does not resolve. */
export interface RemoteSelection {
  readonly type: string;
  readonly node: FieldNode | InlineFragmentNode;
  /** Subgraphs that have resolved part of the selection already. */
  readonly tried: ReadonlySet<SubgraphModel>;
  /**
   * The field of an interface that this is a part of: it is resolved for all of its object types or
   * for none.
   */
  readonly interfaceField?: FieldNode;
}

/** A subgraph that can resolve a remote selection, and the route to it. */
export interface Candidate {
  readonly hops: readonly Hop[];
  /** The type of the objects in that subgraph. */
  readonly as: string;
  readonly subgraph: SubgraphModel;
  /** The field in that subgraph; null for selections that only determine the type of an object. */
  readonly field: SubgraphField | null;
}

/**
 * Whether the key for a subgraph is being resolved: its fields must not be fetched by that same
 * key.
 */
export type IsResolvingKey = (at: Position, type: string, to: SubgraphModel) => boolean;

/**
 * Chooses the subgraph that resolves most of the selections, and of those the nearest; null if none
 * resolves any.
 */
export function chooseSubgraph(
  federation: Federation,
  fragments: Fragments,
  at: Position,
  remotes: readonly RemoteSelection[],
  isResolvingKey: IsResolvingKey,
): ReadonlyMap<RemoteSelection, Candidate> | null {
  let best: Map<RemoteSelection, Candidate> | null = null;
  let [distance, score] = [Number.POSITIVE_INFINITY, -1];
  for (const subgraph of federation.subgraphs) {
    const found = new Map<RemoteSelection, Candidate>();
    for (const remote of remotes) {
      if (remote.tried.has(subgraph) || isResolvingKey(at, remote.type, subgraph)) continue;
      const candidate = candidateOf(federation, at, remote, subgraph);
      if (candidate) found.set(remote, candidate);
    }
    if (found.size === 0) continue;
    const hops = Math.max(...[...found.values()].map((candidate) => candidate.hops.length));
    const more = found.size - (best?.size ?? 0);
    if (more < 0 || (more === 0 && hops > distance)) continue;
    let own = 0;
    for (const [{ node }, { field }] of found)
      own += countBelow(federation, fragments, subgraph, field, node);
    if (more === 0 && hops === distance && own <= score) continue;
    [best, distance, score] = [found, hops, own];
  }
  return best;
}

function candidateOf(
  { interfacesOf, isRoot, route }: Federation,
  at: Position,
  { type, node }: RemoteSelection,
  subgraph: SubgraphModel,
): Candidate | null {
  const own = at.group.subgraph;
  const toInterface = () => {
    if (subgraph.types.get(type)?.kind !== 'interface') return null;
    const hops = route(own, type, subgraph, type);
    return hops && { hops, as: type, subgraph, field: null };
  };
  // Only a subgraph that has the interface as an interface knows the type of its objects.
  if (node.kind !== Kind.FIELD || node.name.value === '__typename') return toInterface();
  const name = node.name.value;
  for (const as of [type, ...interfacesOf(type)]) {
    const there = subgraph.types.get(as);
    if (!there || (as !== type && !there.interfaceObject)) continue;
    const field = there.fields.get(name);
    if (!field || !isResolved(there, name)) continue;
    if (subgraph === own && as === at.type && !field.requires && field.contexts.length === 0) continue;
    if (isRoot(type)) return { hops: [], as, subgraph, field };
    const hops = route(own, type, subgraph, as);
    if (hops) return { hops, as, subgraph, field };
  }
  // Without a field of the interface itself, the field is resolved for each object type.
  return subgraph !== own && typeAt(at).interfaceObject ? toInterface() : null;
}

/** Counts the selections below a field that its subgraph resolves without further fetches. */
function countBelow(
  federation: Federation,
  fragments: Fragments,
  subgraph: SubgraphModel,
  field: SubgraphField | null,
  node: SelectionNode,
): number {
  if (!field || node.kind !== Kind.FIELD || !node.selectionSet) return 0;
  const count = (
    typeName: string,
    nodes: readonly SelectionNode[],
    provided: readonly SelectionNode[],
  ): number => {
    fragments.countSelections(nodes.length);
    let sum = 0;
    for (const each of nodes) {
      if (each.kind !== Kind.FIELD) {
        const { on = typeName, selections } = fragments.read(each);
        sum += count(on, selections, providedOn(federation, provided, on));
        continue;
      }
      const name = each.name.value;
      const inner = localField(subgraph, typeName, provided, name);
      if (!inner) continue;
      const below = [...(providedBelow(provided, name) ?? []), ...(inner.provides?.selections ?? [])];
      sum += 1 + (each.selectionSet ? count(inner.type, each.selectionSet.selections, below) : 0);
    }
    return sum;
  };
  return count(field.type, node.selectionSet.selections, field.provides?.selections ?? []);
}
