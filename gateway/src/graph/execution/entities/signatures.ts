import type { Fetch, Plan } from '../../planning/plan.ts';

/**
 * Returns the fetch signature: what a fetch selects of each entity, regardless of the response
 * path. Fetches with equal signatures share results. Null for fetches that cannot share: those of
 * root fields, and those with a context.
 */
function signatureOf({ service, operation, requires, contexts, typenames }: Fetch): string | null {
  if (!requires || contexts.length > 0) return null;
  // Operation names are numbered, so they differ between otherwise equal fetches.
  const anonymous = operation.replace(/^query \w+/, 'query');
  return JSON.stringify([service, anonymous, requires, typenames]);
}

/** Signatures that appear more than once in a plan, by fetch; unique fetches are omitted. */
export function sharedSignatures(plan: Plan): ReadonlyMap<Fetch, string> {
  const bySignature = Map.groupBy(plan, signatureOf);
  bySignature.delete(null);
  return new Map(
    [...bySignature].flatMap(([signature, fetches]) =>
      fetches.length > 1 ? fetches.map((fetch) => [fetch, signature!] as const) : [],
    ),
  );
}
