import { TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { Answer } from '../answer.ts';
import { insufficientBalance } from '../data/ledger.ts';
import { openLookupLocks } from '../data/lookup-locks.ts';
import type { Tables } from '../data/tables.ts';
import { openAnswerCache } from './answer-cache.ts';
import { openCreditHolds } from './credits/credit-holds.ts';
import { withLocks } from './locks.ts';
import {
  type Caller,
  keyOf,
  type LookupOptions,
  type LookupParts,
  type LookupRequest,
  type PendingLookup,
} from './lookup.ts';
import { hasOptedOut, notFoundOf } from './opted-out.ts';
import { fetchOutcomes, resolveOutcomes, settleOutcomes } from './outcomes.ts';
import { createPendingLookups } from './pending-lookups.ts';
import { costliest, findStored, resolveStored, toAnswer } from './stored-answers.ts';

/** Looks up creators and posts, from stored answers or from the sources. */
export interface LookupService {
  /** Returns one answer or error for each request, in order. */
  lookUp(requests: readonly LookupRequest[], caller: Caller): Promise<(Answer | TributaryError)[]>;
  /** Removes answers from this process's memory. */
  forget(workspaceId: string, keys: readonly string[]): void;
}

/** Opens the lookup service. Its steps run in the order below. */
export function openLookupService(options: LookupOptions): LookupService {
  const { optedOut, prices } = options;
  const parts: LookupParts = {
    ...options,
    cache: openAnswerCache(options.clock),
    locks: openLookupLocks(options.lockSessions),
    credits: openCreditHolds(),
  };
  const pending = createPendingLookups(prices, (lookups, scope) => resolveLookups(parts, lookups, scope));
  return {
    async lookUp(requests, caller) {
      // 1. Creators who opted out are not looked up.
      const allowed = requests.filter(({ subject }) => !hasOptedOut(optedOut, subject, null));
      // 2. Memory, then the database.
      const unique = costliest(allowed, prices);
      const stored = await findStored(parts, unique, caller.scope, 'fresh');
      // 3. Join the lookup in flight, or start one (steps 4 to 7).
      const missing = unique.filter((request) => !stored.has(keyOf(request)));
      const results = await Promise.all(pending.join(missing, caller));
      const fetched = new Map(missing.map((request, index) => [keyOf(request), results[index]!]));
      return requests.map((request) => {
        const answer = stored.get(keyOf(request));
        const result = answer
          ? toAnswer(answer, { cached: true, stale: false })
          : fetched.get(keyOf(request));
        if (result instanceof TributaryError) return result;
        const { subject } = request;
        const hidden = !result || hasOptedOut(optedOut, subject, result.facts.username);
        return hidden ? notFoundOf(subject) : result;
      });
    },
    forget: (workspaceId, keys) => parts.cache.forget(workspaceId, keys),
  };
}

/** Resolves the lookups started by this process. */
function resolveLookups(
  parts: LookupParts,
  lookups: readonly PendingLookup[],
  scope: Scope<Tables>,
): Promise<void> {
  // 4. Lock: one process fetches a key, the others wait for its stored answer.
  return withLocks(parts, lookups, scope, async (locked) => {
    const open = await resolveStored(parts, locked, scope);
    const groups = Map.groupBy(open, ({ request: { operation, subject, priced } }) =>
      [operation, subject.platform, priced].join(),
    );
    await Promise.all([...groups.values()].map((group) => fetchGroup(parts, group, scope)));
  });
}

/** Fetches locked lookups of one operation, platform and price. */
async function fetchGroup(
  parts: LookupParts,
  lookups: readonly PendingLookup[],
  scope: Scope<Tables>,
): Promise<void> {
  const price = parts.prices[lookups[0]!.request.priced];
  // 5. Credit hold: before the sources are queried, because they cost money too.
  const hold = price > 0 ? await parts.credits.hold(scope, lookups.length, price) : null;
  const affordable = price > 0 ? (hold?.calls ?? 0) : lookups.length;
  for (const { resolve } of lookups.slice(affordable)) resolve(insufficientBalance());
  const paid = lookups.slice(0, affordable);
  if (paid.length === 0) return;
  let settled = false;
  try {
    // 6. Sources.
    const outcomes = await fetchOutcomes(parts, paid, scope);
    // 7. Settle: store the answers and spend the hold in one transaction.
    settled = await settleOutcomes(parts, { outcomes, hold, price }, scope);
    await resolveOutcomes(parts, outcomes, scope);
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
    for (const { resolve } of paid) resolve(error);
  } finally {
    if (hold && !settled) await parts.credits.release(scope, hold);
  }
}
