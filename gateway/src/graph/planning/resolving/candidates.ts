import { type FieldNode, type InlineFragmentNode, Kind, type SelectionNode } from 'graphql';
import type { Federation } from '../supergraph/federation.ts';
import type { Hop } from '../supergraph/routes.ts';
import { isResolved, type SubgraphField, type SubgraphModel } from '../supergraph/subgraphs.ts';
import type { Fragments } from './fragments.ts';
import { type Position, providedBelow, providedOn, typeAt } from './position.ts';

/** Selections of objects of one type that their subgraph does not answer; `tried` did not answer all of it either. */
export interface Remote {
  readonly type: string;
  readonly node: FieldNode | InlineFragmentNode;
  readonly tried: ReadonlySet<SubgraphModel>;
  /** The field of an interface that this is for one of the types: it is answered for all of them, or for none. */
  readonly whole?: FieldNode;
}

/** A subgraph that can answer a remote selection, and the way there. */
export interface Candidate {
  readonly hops: readonly Hop[];
  /** The type that the subgraph has the objects as. */
  readonly as: string;
  readonly subgraph: SubgraphModel;
  /** The field there; null for what only tells the type of an object. */
  readonly field: SubgraphField | null;
}

/** Whether the key of a way is just being resolved, so that no field of the key may be fetched by that way. */
export type IsUnderWay = (at: Position, type: string, to: SubgraphModel) => boolean;

/** The subgraph that answers most of the selections, of those the nearest; null if none answers any. */
export function chooseSubgraph(
  federation: Federation,
  fragments: Fragments,
  at: Position,
  remotes: readonly Remote[],
  isUnderWay: IsUnderWay,
): ReadonlyMap<Remote, Candidate> | null {
  let best: Map<Remote, Candidate> | null = null;
  let [distance, score] = [Number.POSITIVE_INFINITY, -1];
  for (const subgraph of federation.subgraphs) {
    const found = new Map<Remote, Candidate>();
    for (const remote of remotes) {
      if (remote.tried.has(subgraph) || isUnderWay(at, remote.type, subgraph)) continue;
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
  { type, node }: Remote,
  subgraph: SubgraphModel,
): Candidate | null {
  const own = at.group.subgraph;
  const toInterface = () => {
    if (subgraph.types.get(type)?.kind !== 'interface') return null;
    const hops = route(own, type, subgraph, type);
    return hops && { hops, as: type, subgraph, field: null };
  };
  // Which type an object has is known where the interface is one.
  if (node.kind !== Kind.FIELD || node.name.value === '__typename') return toInterface();
  const name = node.name.value;
  for (const as of [type, ...interfacesOf(type)]) {
    const there = subgraph.types.get(as);
    if (!there || (as !== type && !there.interfaceObject)) continue;
    const field = there.fields.get(name);
    if (!field || !isResolved(there, name, field)) continue;
    if (subgraph === own && as === at.type && !field.requires && field.contexts.length === 0) continue;
    if (isRoot(type)) return { hops: [], as, subgraph, field };
    const hops = route(own, type, subgraph, as);
    if (hops) return { hops, as, subgraph, field };
  }
  // An interface that does not have the field for all its objects by itself is asked for each of them.
  return subgraph !== own && typeAt(at).interfaceObject ? toInterface() : null;
}

/** How much of what is selected below a field its subgraph answers without further fetches. */
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
    const type = subgraph.types.get(typeName);
    if (!type) return 0;
    fragments.spend(nodes.length);
    let sum = 0;
    for (const each of nodes) {
      if (each.kind !== Kind.FIELD) {
        const { on = typeName, selections } = fragments.read(each);
        sum += count(on, selections, providedOn(federation, provided, on));
        continue;
      }
      const inner = type.fields.get(each.name.value);
      const given = providedBelow(provided, each.name.value);
      if (!inner || (!given && (inner.requires || !isResolved(type, each.name.value, inner)))) continue;
      const below = [...(given ?? []), ...(inner.provides?.selections ?? [])];
      sum += 1 + (each.selectionSet ? count(inner.type, each.selectionSet.selections, below) : 0);
    }
    return sum;
  };
  return count(field.type, node.selectionSet.selections, field.provides?.selections ?? []);
}
