import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Federation } from '../supergraph/federation.ts';
import type { ContextArgument, SubgraphField } from '../supergraph/subgraph-model.ts';
import type { Position } from './position.ts';

/**
 * Selects fields of an ancestor, in further fetches if necessary; false if no subgraph resolves
 * them.
 */
export type SelectAncestor = (ancestor: Position, set: SelectionSetNode) => boolean;

/**
 * Adds the contextual arguments of a field (`@fromContext`). Each becomes a variable of the fetch,
 * which the executor reads for every entity from its nearest ancestor that sets the context. Null
 * if no ancestor sets it.
 */
export function withContextualArguments(
  federation: Federation,
  at: Position,
  position: Position,
  node: FieldNode,
  { contexts }: SubgraphField,
  select: SelectAncestor,
): FieldNode | null {
  const values = contexts.map((argument, index) => {
    const variable = `contextualArgument_${index}`;
    const found = pathsToContext(federation, at, argument, select);
    if (!found) return null;
    for (const path of found) position.group.contexts.push({ variable, path, type: argument.type });
    return {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument.name },
      value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
    } as const;
  });
  if (values.includes(null)) return null;
  return { ...node, arguments: [...(node.arguments ?? []), ...values.filter((each) => each !== null)] };
}

/** Returns the paths from an entity to the values of a context. */
function pathsToContext(
  federation: Federation,
  at: Position,
  { context, selection }: ContextArgument,
  select: SelectAncestor,
): string[][] | null {
  const up: string[] = [];
  for (let ancestor = at.parent; ancestor; ancestor = ancestor.parent) {
    up.push('..');
    const { type } = ancestor;
    if (!federation.setsContext(type, context)) continue;
    const set = federation.withResponseKeys(type, selection);
    if (!select(ancestor, set)) return null;
    return pathsOf(set.selections).map((path) => [...up, ...path]);
  }
  return null;
}

function pathsOf(nodes: readonly SelectionNode[]): string[][] {
  return nodes.flatMap((node) => {
    if (node.kind === Kind.FRAGMENT_SPREAD) return [];
    const inner = node.selectionSet ? pathsOf(node.selectionSet.selections) : [[]];
    const step =
      node.kind === Kind.FIELD ? (node.alias ?? node.name).value : `... on ${node.typeCondition!.name.value}`;
    return inner.map((path) => [step, ...path]);
  });
}
