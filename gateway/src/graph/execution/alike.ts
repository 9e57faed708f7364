import type { FetchNode, PlanNode } from '@apollo/query-planner';

/**
 * What a fetch of entities asks of each, wherever in the response they are: of two that ask the same, one can take what
 * the other gets. Null for a fetch that must stay by itself: of root fields, or with a context, which differs by place.
 */
function deedOf(node: FetchNode): string | null {
  const { serviceName, operation, requires, contextRewrites, inputRewrites, outputRewrites } = node;
  if (!requires || (contextRewrites?.length ?? 0) > 0) return null;
  // The planner numbers the names of its operations.
  const nameless = operation.replace(/^query \w+/, 'query');
  return JSON.stringify([serviceName, nameless, requires, inputRewrites, outputRewrites]);
}

/** The fetches of a plan that are not the only ones to do what they do, with that; the others have nobody to share with. */
export function sharedDeeds(plan: PlanNode): ReadonlyMap<FetchNode, string> {
  const byDeed = Map.groupBy(fetchesOf(plan), deedOf);
  byDeed.delete(null);
  return new Map(
    [...byDeed].flatMap(([deed, fetches]) =>
      fetches.length > 1 ? fetches.map((fetch) => [fetch, deed!] as const) : [],
    ),
  );
}

function fetchesOf(node: PlanNode | undefined): FetchNode[] {
  switch (node?.kind) {
    case 'Fetch':
      return [node];
    case 'Flatten':
      return fetchesOf(node.node);
    case 'Sequence':
    case 'Parallel':
      return node.nodes.flatMap(fetchesOf);
    case 'Condition':
      return [node.ifClause, node.elseClause].flatMap(fetchesOf);
    default:
      return [];
  }
}
