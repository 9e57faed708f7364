import type { Outcome } from '../engine.ts';
import type { Run } from '../execution/plan-run.ts';
import { copyOf } from '../json.ts';
import type { Plan } from '../planning/plan.ts';
import type { Transport } from '../transports/transport.ts';
import { type CallerKeys, hashOf } from './caller-keys.ts';
import type { PartCache } from './part-cache.ts';
import { cacheControlOf, type Freshness } from './response-freshness.ts';

/** An operation whose responses may be stored as a whole. */
export interface StorableOperation {
  readonly plan: Plan;
  /** Identifies the operation and its plan; null if its responses are never stored. */
  readonly cacheKey: string | null;
}

/** Executes an operation. */
type Execute = () => Promise<Outcome>;

/**
 * Returns what executes operations, whose responses come from the cache if all of their fetches
 * allow it. Only responses without errors are stored.
 */
export function cachedResponses(transports: ReadonlyMap<string, Transport>, cache: PartCache) {
  return async ({ plan, cacheKey }: StorableOperation, run: Run, execute: Execute): Promise<Outcome> => {
    if (cacheKey === null || run.request.explanation) return execute();
    const services = [...new Set(plan.map(({ service }) => service))];
    const callers = await callersOf(services, transports, run);
    if (!callers) return execute();
    const keyOf = (who: keyof Pick<CallerKeys, 'shared' | 'own'>) =>
      hashOf('response', who, cacheKey, run.variables, ...callers.map((caller) => caller[who]));
    const keys = { shared: keyOf('shared'), own: keyOf('own') };
    const { parts, at } = await cache.find([keys]);
    const found = parts[0] ?? null;
    cache.count(null, found !== null);
    if (found) {
      for (const service of services)
        run.request.exchange?.received(service, { 'cache-control': cacheControlOf(found.freshness) });
      return { data: copyOf(found.value), faults: [], freshness: found.freshness };
    }
    const outcome = await execute();
    const { data, freshness } = outcome;
    if (data && freshness) {
      const key = freshness.isPublic ? keys.shared : keys.own;
      cache.store(key, { services, representation: null, value: copyOf(data), freshness }, at);
    }
    return outcome;
  };
}

/** Returns the keys of the caller for each subgraph; null if one of them is not cached. */
async function callersOf(
  services: readonly string[],
  transports: ReadonlyMap<string, Transport>,
  { request }: Run,
): Promise<readonly CallerKeys[] | null> {
  const asked = services.map((service) => transports.get(service)?.callerOf?.(request));
  return asked.includes(undefined) ? null : Promise.all(asked as Promise<CallerKeys>[]);
}

/** Returns how long the outcome of a run may be used again; null if not at all. */
export function freshnessOfOutcome(
  { faults }: Outcome,
  run: Pick<Run, 'faults' | 'freshness'>,
): Freshness | null {
  return faults.length === 0 && run.faults.length === 0 ? (run.freshness ?? null) : null;
}
