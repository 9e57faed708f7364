import {
  GraphQLIncludeDirective,
  type GraphQLResolveInfo,
  GraphQLSkipDirective,
  getDirectiveValues,
  Kind,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';

/**
 * Returns the names of the fields that the operation selects at `path` below the field being
 * resolved, with fragments,
 * @skip and @include applied. A resolver uses it to read a heavy column only if it is selected.
 */
export function fieldsAt(info: GraphQLResolveInfo, ...path: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const { selectionSet } of info.fieldNodes) collect(selectionSet, path, info, found);
  return found;
}

function collect(
  set: SelectionSetNode | undefined,
  path: readonly string[],
  info: GraphQLResolveInfo,
  found: Set<string>,
): void {
  for (const node of set?.selections ?? []) {
    if (!included(node, info)) continue;
    if (node.kind === Kind.INLINE_FRAGMENT) collect(node.selectionSet, path, info, found);
    else if (node.kind === Kind.FRAGMENT_SPREAD)
      collect(info.fragments[node.name.value]?.selectionSet, path, info, found);
    else if (path.length === 0) found.add(node.name.value);
    else if (node.name.value === path[0]) collect(node.selectionSet, path.slice(1), info, found);
  }
}

function included(node: SelectionNode, info: GraphQLResolveInfo): boolean {
  if (!node.directives?.length) return true;
  const skip = getDirectiveValues(GraphQLSkipDirective, node, info.variableValues);
  const include = getDirectiveValues(GraphQLIncludeDirective, node, info.variableValues);
  return skip?.['if'] !== true && include?.['if'] !== false;
}
