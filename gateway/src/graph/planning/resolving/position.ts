import { type InlineFragmentNode, Kind, type SelectionNode } from 'graphql';
import type { Group, Site } from '../fetches/groups.ts';
import type { Selection } from '../fetches/selection.ts';
import type { Federation } from '../supergraph/federation.ts';
import type { SubgraphModel, SubgraphType } from '../supergraph/subgraphs.ts';

/** Objects of the response, as one fetch brings them. */
export interface Position {
  readonly site: Site;
  readonly group: Group;
  /** Where fields of these objects are selected in the fetch. */
  readonly selection: Selection;
  /** Their type in the subgraph of the fetch. */
  readonly type: string;
  /** Fields that the subgraph has for these objects beyond those that it resolves (`@provides`). */
  readonly provided: readonly SelectionNode[];
  /** The subgraphs that could bring them as well, on the same path. */
  readonly alternatives: readonly SubgraphModel[];
  /** The types that they may have, where not all those of their union; null for these. */
  readonly members: readonly string[] | null;
  /** The position of the object that has these as a field's value; null at the root. */
  readonly parent: Position | null;
}

/** Collects the fetches that a selection needs. */
export type Needed = Set<Group>;

/** The type of the objects as their subgraph declares it. */
export function typeAt({ group, type }: Position): SubgraphType {
  return group.subgraph.types.get(type)!;
}

/** The object types that the objects may have. */
export function membersAt(at: Position): readonly string[] {
  return at.members ?? typeAt(at).members;
}

/** The same objects, as far as they have a type. */
export function narrow(federation: Federation, at: Position, type: string): Position {
  if (at.type === type) return at;
  at.selection.typename();
  return {
    ...at,
    type,
    selection: at.selection.on(type),
    provided: providedOn(federation, at.provided, type),
    members: null,
  };
}

/** What a `@provides` gives for objects of a type. */
export function providedOn(
  { isWithin }: Federation,
  provided: readonly SelectionNode[],
  type: string,
): readonly SelectionNode[] {
  return provided.flatMap((node) => {
    if (node.kind !== Kind.INLINE_FRAGMENT) return [node];
    const condition = node.typeCondition?.name.value;
    return condition === undefined || isWithin(type, condition) ? node.selectionSet.selections : [];
  });
}

/** What a `@provides` gives below a field; null if it does not give the field. */
export function providedBelow(
  provided: readonly SelectionNode[],
  name: string,
): readonly SelectionNode[] | null {
  const given = provided.filter((node) => node.kind === Kind.FIELD && node.name.value === name);
  if (given.length === 0) return null;
  return given.flatMap((node) => (node.kind === Kind.FIELD ? (node.selectionSet?.selections ?? []) : []));
}

/** The subgraphs that could be asked for a field of the objects, by a key or on the same path. */
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
 * The types of a union that all subgraphs know which could return it: as any of them may be asked, none may return a
 * type that another does not have. Null if it is no union, or only one could.
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

export function fragmentOn(type: string, selections: readonly SelectionNode[]): InlineFragmentNode {
  return {
    kind: Kind.INLINE_FRAGMENT,
    typeCondition: { kind: Kind.NAMED_TYPE, name: { kind: Kind.NAME, value: type } },
    selectionSet: { kind: Kind.SELECTION_SET, selections },
  };
}
