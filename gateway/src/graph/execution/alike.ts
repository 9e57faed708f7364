import type { Fetch, Plan } from '../planning/plan.ts';

/**
 * What a fetch of entities asks of each, wherever in the response they are: of two that ask the same, one can take what
 * the other gets. Null for a fetch that must stay by itself: of root fields, or with a context, which differs by place.
 */
function deedOf({ service, operation, requires, contexts, typenames }: Fetch): string | null {
  if (!requires || contexts.length > 0) return null;
  // The planner numbers the names of its operations.
  const nameless = operation.replace(/^query \w+/, 'query');
  return JSON.stringify([service, nameless, requires, typenames]);
}

/** The fetches of a plan that are not the only ones to do what they do, with that; the others have nobody to share with. */
export function sharedDeeds(plan: Plan): ReadonlyMap<Fetch, string> {
  const byDeed = Map.groupBy(plan, deedOf);
  byDeed.delete(null);
  return new Map(
    [...byDeed].flatMap(([deed, fetches]) =>
      fetches.length > 1 ? fetches.map((fetch) => [fetch, deed!] as const) : [],
    ),
  );
}
