import {
  type DirectiveNode,
  type DocumentNode,
  GraphQLIncludeDirective,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
  visit,
} from 'graphql';
import { DEFER } from '../deferring/defer-directive.ts';

/** Coerced values of variables. */
export type Variables = Readonly<Record<string, unknown>>;

/** Lists the variables that `@skip`, `@include` and `@defer` read, anywhere in the document. */
export function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (node) => {
      if (!isCondition(node) && node.name.value !== DEFER.name) return;
      for (const { name, value } of node.arguments ?? [])
        if (name.value === 'if' && value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}

/**
 * Removes the selections that `@skip` and `@include` exclude for the given variables, and the
 * directives themselves. A selection set may become empty: the client then receives an empty
 * object.
 *
 * Operations are planned once per combination of conditions, which keeps conditions out of fetches
 * and their dependencies.
 */
export function resolveConditions(document: DocumentNode, variables: Variables): DocumentNode {
  const resolve = (node: SelectionNode) => {
    const { directives } = node;
    if (!directives?.some(isCondition)) return undefined;
    if (!isIncluded(node, variables)) return null;
    return { ...node, directives: directives.filter((each) => !isCondition(each)) };
  };
  return visit(document, {
    Field: { enter: resolve },
    FragmentSpread: { enter: resolve },
    InlineFragment: { enter: resolve },
  });
}

/** Selects `__typename` in empty selection sets, which are not valid GraphQL. */
export function fillEmptySelections(document: DocumentNode): DocumentNode {
  return visit(document, {
    SelectionSet: (node): SelectionSetNode | undefined =>
      node.selections.length > 0 ? undefined : { ...node, selections: [TYPENAME] },
  });
}

const TYPENAME: SelectionNode = { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } };

function isCondition({ name }: DirectiveNode): boolean {
  return name.value === GraphQLSkipDirective.name || name.value === GraphQLIncludeDirective.name;
}

function isIncluded(node: SelectionNode, variables: Variables): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, variables);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, variables);
  return skip?.['if'] !== true && include?.['if'] !== false;
}
