import { TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { StoredAnswer } from '../data/answers.ts';
import type { Hold } from '../data/ledger.ts';
import { refund, type Settled } from '../data/settle.ts';
import type { Tables } from '../data/tables.ts';
import { historyOf } from './history.ts';
import type { LookupParts, PendingLookup } from './lookup.ts';
import { hasOptedOut, notFoundOf } from './opted-out.ts';
import { askSources, type SourceAnswer } from './sources/ask-sources.ts';
import { findStored, toAnswer } from './stored-answers.ts';

/** A lookup and the result of the sources. */
export interface Outcome {
  readonly lookup: PendingLookup;
  readonly result: SourceAnswer | TributaryError;
}

/** Queries the sources; an answer that names a creator who opted out becomes NOT_FOUND. */
export async function fetchOutcomes(
  parts: LookupParts,
  lookups: readonly PendingLookup[],
  scope: Scope<Tables>,
): Promise<Outcome[]> {
  const { operation } = lookups[0]!.request;
  const subjects = lookups.map(({ request }) => request.subject);
  const results = await askSources(parts, operation, subjects, scope);
  return lookups.map((lookup, index) => {
    const result = results[index]!;
    const { subject } = lookup.request;
    const hidden =
      !(result instanceof TributaryError) && hasOptedOut(parts.optedOut, subject, result.facts.username);
    return { lookup, result: hidden ? notFoundOf(subject) : result };
  });
}

/**
 * Stores the answers that still have a waiting caller, and charges for them; returns whether the
 * hold was spent. Callers who disconnect in the meantime are refunded.
 */
export async function settleOutcomes(
  parts: LookupParts,
  { outcomes, hold, price }: { outcomes: readonly Outcome[]; hold: Hold | null; price: number },
  scope: Scope<Tables>,
): Promise<boolean> {
  const wanted = outcomes.filter(isWanted);
  if (wanted.length === 0) return false;
  const settled = wanted.map((outcome) => toSettled(parts, outcome, price));
  await parts.credits.settle(scope, { hold, settled });
  const gone = wanted.filter((outcome) => !isWanted(outcome)).map(({ lookup }) => deliveryOf(lookup));
  for (const delivery of new Set(gone))
    if (delivery) parts.cache.forget(scope.workspaceId, await refund(scope, delivery));
  parts.cache.remember(
    scope.workspaceId,
    settled.map(({ answer }) => answer),
  );
  return true;
}

/** Resolves the lookups, falling back to a stale stored answer if every source failed. */
export async function resolveOutcomes(
  parts: LookupParts,
  outcomes: readonly Outcome[],
  scope: Scope<Tables>,
): Promise<void> {
  const failed = outcomes.filter(
    ({ result }) => result instanceof TributaryError && result.code === 'UPSTREAM_FAILED',
  );
  const requests = failed.map(({ lookup }) => lookup.request);
  const stale = await findStored(parts, requests, scope, 'stale');
  for (const { lookup, result } of outcomes) {
    const stored = stale.get(lookup.key);
    if (stored) lookup.resolve(toAnswer(stored, { cached: true, stale: true }));
    else if (result instanceof TributaryError) lookup.resolve(result);
    else lookup.resolve({ ...result, cached: false, stale: false });
  }
}

/** Returns whether there is an answer and a caller still connected to receive it. */
function isWanted({ lookup, result }: Outcome): boolean {
  return !(result instanceof TributaryError) && [...lookup.callers].some(({ signal }) => !signal.aborted);
}

/**
 * Returns the response whose failure triggers a refund; null with several callers, because one of
 * them may have received the answer.
 */
function deliveryOf({ callers }: PendingLookup): string | null {
  const [first] = callers;
  return callers.size === 1 ? first!.delivery : null;
}

function toSettled(parts: LookupParts, { lookup, result }: Outcome, price: number): Settled {
  const { key, request } = lookup;
  const { facts, provider, fetchedAt, own } = result as SourceAnswer;
  const storedAt = new Date(parts.clock());
  const answer: StoredAnswer = { key, facts, provider, fetchedAt, storedAt, own, paid: price };
  const charge = { micros: price, operation: request.priced, answer: key, delivery: deliveryOf(lookup) };
  // History is free to read, so only answers paid in full are recorded there.
  const isPaid = price >= parts.prices[request.operation];
  return {
    answer,
    history: isPaid ? historyOf(request.operation, request.subject, answer) : [],
    charge: price > 0 ? charge : null,
  };
}
