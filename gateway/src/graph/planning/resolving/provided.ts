import { Kind, type SelectionNode } from 'graphql';
import type { Federation } from '../supergraph/federation.ts';

/** Returns the part of a `@provides` that applies to objects of a type. */
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

/**
 * Returns the selections that a `@provides` has below a field; null if it does not provide the
 * field.
 */
export function providedBelow(
  provided: readonly SelectionNode[],
  name: string,
): readonly SelectionNode[] | null {
  const fields = provided.filter((node) => node.kind === Kind.FIELD && node.name.value === name);
  if (fields.length === 0) return null;
  return fields.flatMap((node) => (node.kind === Kind.FIELD ? (node.selectionSet?.selections ?? []) : []));
}
