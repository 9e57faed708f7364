import { type FieldNode, Kind, type SelectionNode, type SelectionSetNode } from 'graphql';
import type { Federation } from '../supergraph/federation.ts';
import type { ContextArgument, SubgraphField } from '../supergraph/subgraphs.ts';
import type { Position } from './position.ts';

/** Selects fields of an object above a position, in further fetches if needed; false if no subgraph answers them. */
export type SelectAbove = (above: Position, set: SelectionSetNode) => boolean;

/**
 * Gives a field its contextual arguments (`@fromContext`): each becomes a variable of the fetch, which the executor
 * reads for every entity from the nearest object above it that sets the context. Null if there is no such object.
 */
export function withContexts(
  federation: Federation,
  at: Position,
  position: Position,
  node: FieldNode,
  { contexts }: SubgraphField,
  select: SelectAbove,
): FieldNode | null {
  const given = contexts.map((argument, index) => {
    const variable = `contextualArgument_${index}`;
    const found = readAbove(federation, at, argument, select);
    if (!found) return null;
    for (const path of found) position.group.contexts.push({ variable, path, type: argument.type });
    return {
      kind: Kind.ARGUMENT,
      name: { kind: Kind.NAME, value: argument.name },
      value: { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: variable } },
    } as const;
  });
  if (given.includes(null)) return null;
  return { ...node, arguments: [...(node.arguments ?? []), ...given.filter((each) => each !== null)] };
}

/** The paths from an entity to the values of a context. */
function readAbove(
  federation: Federation,
  at: Position,
  { context, selection }: ContextArgument,
  select: SelectAbove,
): string[][] | null {
  const up: string[] = [];
  for (let above = at.parent; above; above = above.parent) {
    up.push('..');
    const { type } = above;
    if (!federation.setsContext(type, context)) continue;
    const set = federation.keyed(type, selection);
    if (!select(above, set)) return null;
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
