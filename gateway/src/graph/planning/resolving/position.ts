import { type InlineFragmentNode, Kind, type SelectionNode } from 'graphql';
import type { FetchGroup } from '../fetches/fetch-group.ts';
import type { PathNode } from '../fetches/path-node.ts';
import type { Selection } from '../fetches/selection.ts';
import type { Federation } from '../supergraph/federation.ts';
import type { SubgraphModel, SubgraphType } from '../supergraph/subgraph-model.ts';
import { providedOn } from './provided.ts';

/** Objects of the response at one path, as one fetch returns them. */
export interface Position {
  readonly pathNode: PathNode;
  readonly group: FetchGroup;
  /** The selection set of these objects in the fetch. */
  readonly selection: Selection;
  /** Their type in the subgraph of the fetch. */
  readonly type: string;
  /** Their type in the supergraph; `type` may be an interface by which the subgraph knows them. */
  readonly supergraphType: string;
  /** Fields that `@provides` adds to those that the subgraph resolves for these objects. */
  readonly provided: readonly SelectionNode[];
  /** Subgraphs that could return the same objects at the same path. */
  readonly alternatives: readonly SubgraphModel[];
  /** The possible object types, if fewer than those of their union; otherwise null. */
  readonly members: readonly string[] | null;
  /** The position of the objects that have these as a field's value; null at the root. */
  readonly parent: Position | null;
  /**
   * Whether fields that the subgraph resolves are fetched separately, if it resolves the objects by
   * a key: those of a deferred fragment, which the first result must not wait for.
   */
  readonly isDeferred: boolean;
}

/** Collects the fetches that a selection depends on. */
export type Dependencies = Set<FetchGroup>;

/** Returns the type of the objects as the subgraph declares it. */
export function typeAt({ group, type }: Position): SubgraphType {
  return group.subgraph.types.get(type)!;
}

/** Returns the possible object types of the objects. */
export function membersAt(at: Position): readonly string[] {
  return at.members ?? typeAt(at).members;
}

/** Narrows a position to the objects of one type. */
export function narrow(federation: Federation, at: Position, type: string): Position {
  if (at.type === type) return at;
  at.selection.typename();
  return {
    ...at,
    type,
    supergraphType: type,
    selection: at.selection.on(type),
    provided: providedOn(federation, at.provided, type),
    members: null,
  };
}

/**
 * Lists the subgraphs that resolve a field of the objects, reached by a key or at the same path.
 */
export function alternativesFor(
  { subgraphs }: Federation,
  { type, alternatives }: Position,
  name: string,
): SubgraphModel[] {
  return subgraphs.filter((subgraph) => {
    const there = subgraph.types.get(type);
    const field = there?.fields.get(name);
    return field && !field.external && (there!.keys.length > 0 || alternatives.includes(subgraph));
  });
}

/**
 * Returns the members of a union that are common to all subgraphs that could return it. Any of
 * these subgraphs may be chosen, so none may return a member that another lacks. Null if the type
 * is not a union or only one subgraph returns it.
 */
export function sharedMembers(
  type: string,
  alternatives: readonly SubgraphModel[],
): readonly string[] | null {
  const unions = alternatives.flatMap(({ types }) => {
    const union = types.get(type);
    return union?.kind === 'union' ? [union.members] : [];
  });
  const [first, ...others] = unions;
  if (!first || others.length === 0) return null;
  return first.filter((member) => others.every((members) => members.includes(member)));
}

/** Creates an inline fragment on a type. */
export function fragmentOn(type: string, selections: readonly SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
