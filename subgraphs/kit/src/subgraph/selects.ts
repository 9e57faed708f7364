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
 * Whether the operation selects a field at `path` below the field being resolved, through fragments and with
 * @skip and @include applied: `selects(info, 'nodes', 'body')`. So SQL reads a heavy column only when it is shown.
 */
export function selects(info: GraphQLResolveInfo, ...path: readonly string[]): boolean {
  return fieldsAt(info, ...path.slice(0, -1)).has(path.at(-1)!);
}

/** The names of all fields that the operation selects at `path`, as {@link selects} finds them. */
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
