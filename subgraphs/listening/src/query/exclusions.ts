import { allOf, anyOf, type QueryNode } from './ast.ts';

/**
 * Returns a query without its exclusions, which matches also what they remove: `apple` of `apple
 * -fruit`; null if it has none.
 */
export function withoutExclusions(query: QueryNode): QueryNode | null {
  const { node, isChanged } = widened(query);
  return isChanged ? node : null;
}

interface Widened {
  readonly node: QueryNode;
  readonly isChanged: boolean;
}

function widened(node: QueryNode): Widened {
  if (node.kind !== 'and' && node.kind !== 'or') return { node, isChanged: false };
  // An alternative is never an exclusion: the parser rejects `a OR -b`.
  const kept = node.kind === 'or' ? node.nodes : node.nodes.filter(({ kind }) => kind !== 'not');
  const [first, ...rest] = kept.map(widened);
  if (!first) return { node, isChanged: false };
  const nodes: [QueryNode, ...QueryNode[]] = [first.node, ...rest.map((each) => each.node)];
  const isChanged = kept.length < node.nodes.length || [first, ...rest].some((each) => each.isChanged);
  return { node: node.kind === 'or' ? anyOf(nodes) : allOf(nodes), isChanged };
}
