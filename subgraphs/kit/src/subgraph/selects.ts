import {
  type FieldNode,
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Whether the operation selects a field at `path` below the field being resolved, through fragments and with
 * @skip and @include applied: `selects(info, 'nodes', 'body')`. So SQL reads a heavy column only when it is shown.
 */
export function selects(info: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  return info.fieldNodes.some((node) => selected(node.selectionSet, path, info));
}

function selected(
  set: SelectionSetNode | undefined,
  path: readonly string[],
  info: GraphQLResolveInfo,
): boolean {
  if (path.length === 0) return true;
  return (set?.selections ?? []).some((node) => included(node, info) && selectedIn(node, path, info));
}

function selectedIn(node: SelectionNode, path: readonly string[], info: GraphQLResolveInfo): boolean {
  if (node.kind === Kind.FIELD) return matches(node, path, info);
  if (node.kind === Kind.INLINE_FRAGMENT) return selected(node.selectionSet, path, info);
  return selected(info.fragments[node.name.value]?.selectionSet, path, info);
}

function matches(node: FieldNode, [name, ...rest]: readonly string[], info: GraphQLResolveInfo): boolean {
  return node.name.value === name && selected(node.selectionSet, rest, info);
}

function included(node: SelectionNode, info: GraphQLResolveInfo): boolean {
  const skip = getDirectiveValues(GraphQLSkipDirective, node, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues);
  return skip?.['if'] !== true && include?.['if'] !== false;
}
