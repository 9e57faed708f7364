import { setImmediate as yieldToRequests } from 'node:timers/promises';
import type { BusyOperation, Graph } from '../../graph/index.ts';

/** How many operations are planned before a graph replaces another. */
const MOST_OPERATIONS = 200;

/** How long this may take, in milliseconds. */
const MOST_TIME = 10_000;

/**
 * Plans the busiest operations of one graph on the graph that is about to replace it, so that the
 * first requests do not wait for plans. Requests are served between two plans. Returns the number
 * of planned operations; those that are no longer valid are skipped.
 */
export async function warmPlans(from: Graph, to: Graph): Promise<number> {
  const end = performance.now() + MOST_TIME;
  let planned = 0;
  for (const operation of from.busiest(MOST_OPERATIONS)) {
    if (performance.now() > end) break;
    if (canPlan(to, operation)) planned += 1;
    await yieldToRequests();
  }
  return planned;
}

/** Plans an operation; one that cannot be planned is refused when a client sends it. */
function canPlan(graph: Graph, operation: BusyOperation): boolean {
  try {
    return graph.plan(operation);
  } catch {
    return false;
  }
}
