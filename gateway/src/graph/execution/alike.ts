import type { Fetch, Plan } from '../planning/plan.ts';

/**
 * What a fetch selects of each entity, independent of the response path: fetches with one signature can share results.
 * Null for a fetch that cannot share: of root fields, or with a context, whose value depends on the path.
 */
function signatureOf({ service, operation, requires, contexts, typenames }: Fetch): string | null {
  if (!requires || contexts.length > 0) return null;
  // The planner numbers the names of its operations.
  const nameless = operation.replace(/^query \w+/, 'query');
  return JSON.stringify([service, nameless, requires, typenames]);
}

/** The fetches of a plan that share their signature with another fetch, with that signature. */
export function sharedSignatures(plan: Plan): ReadonlyMap<Fetch, string> {
  const bySignature = Map.groupBy(plan, signatureOf);
  bySignature.delete(null);
  return new Map(
    [...bySignature].flatMap(([signature, fetches]) =>
      fetches.length > 1 ? fetches.map((fetch) => [fetch, signature!] as const) : [],
    ),
  );
}
