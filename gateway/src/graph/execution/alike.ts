import type { FetchNode, PlanNode } from '@apollo/query-planner';

/**
 * What a fetch of entities asks of each, wherever in the response they are: of two that ask the same, one can take what
 * the other gets. Null for a fetch that must stay by itself: of root fields, or with a context, which differs by place.
 */
export function deedOf(node: FetchNode): string | null {
  const { serviceName, operation, requires, contextRewrites, inputRewrites, outputRewrites } = node;
  if (!requires || (contextRewrites?.length ?? 0) > 0) return null;
  // The planner numbers the names of its operations.
  const nameless = operation.replace(/^query \w+/, 'query');
  return JSON.stringify([serviceName, nameless, requires, inputRewrites, outputRewrites]);
}

/** The deeds of more than one fetch of a plan; the others have nobody to share with. */
export function sharedDeeds(plan: PlanNode): ReadonlySet<string> {
  const [seen, shared] = [new Set<string>(), new Set<string>()];
  for (const fetch of fetchesOf(plan)) {
    const deed = deedOf(fetch);
    if (deed !== null) (seen.has(deed) ? shared : seen).add(deed);
  }
  return shared;
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
