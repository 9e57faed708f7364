import {
  type DirectiveNode,
  type InlineFragmentNode,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/** No client can write this directive, because validation rejects unknown ones. */
const MARK = 'tributary__deferred';
const ID = 'id';

/** Marks selections as a deferred fragment of an operation. */
export function markedFragment(
  id: number,
  typeCondition: InlineFragmentNode['typeCondition'],
  selectionSet: SelectionSetNode,
): InlineFragmentNode {
  const mark: DirectiveNode = {
    kind: Kind.DIRECTIVE,
    name: { kind: Kind.NAME, value: MARK },
    arguments: [
      {
        kind: Kind.ARGUMENT,
        name: { kind: Kind.NAME, value: ID },
        value: { kind: Kind.INT, value: String(id) },
      },
    ],
  };
  return {
    kind: Kind.INLINE_FRAGMENT,
    ...(typeCondition ? { typeCondition } : {}),
    directives: [mark],
    selectionSet,
  };
}

/** Returns the id of a deferred fragment; null for any other selection. */
export function markOf({ directives }: SelectionNode): number | null {
  const mark = directives?.find(({ name }) => name.value === MARK)?.arguments?.[0]?.value;
  return mark?.kind === Kind.INT ? Number(mark.value) : null;
}
