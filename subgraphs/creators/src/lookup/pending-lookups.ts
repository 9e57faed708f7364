import type { TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { Answer } from '../answer.ts';
import type { Tables } from '../data/tables.ts';
import type { Prices } from './credits/prices.ts';
import { type Caller, keyOf, type LookupRequest, type PendingLookup } from './lookup.ts';

/** Lookups in flight in this process. */
export interface PendingLookups {
  /** Returns a result per request: joins the lookup in flight, or starts one. */
  join(requests: readonly LookupRequest[], caller: Caller): Promise<Answer | TributaryError>[];
}

type InFlight = PendingLookup & { readonly result: Promise<Answer | TributaryError> };

/**
 * Shares one lookup among simultaneous callers in this process. `run` must resolve every lookup
 * passed to it.
 */
export function createPendingLookups(
  prices: Prices,
  run: (lookups: readonly PendingLookup[], scope: Scope<Tables>) => Promise<void>,
): PendingLookups {
  const inFlight = new Map<string, InFlight>();
  return {
    join(requests, caller) {
      const started: InFlight[] = [];
      const results = requests.map((request) => {
        // Callers who pay different prices do not share a lookup: the cheaper answer does not serve
        // both.
        const name = `${caller.scope.workspaceId} ${prices[request.priced]} ${keyOf(request)}`;
        let lookup = inFlight.get(name);
        if (!lookup) {
          lookup = newLookup(request);
          inFlight.set(name, lookup);
          started.push(lookup);
          const clear = () => inFlight.delete(name);
          lookup.result.then(clear, clear);
        }
        lookup.callers.add(caller);
        return lookup.result;
      });
      if (started.length > 0)
        run(started, caller.scope).catch((error) => {
          for (const lookup of started) lookup.reject(error);
        });
      return results;
    },
  };
}

function newLookup(request: LookupRequest): InFlight {
  const { promise, resolve, reject } = Promise.withResolvers<Answer | TributaryError>();
  return { key: keyOf(request), request, callers: new Set(), resolve, reject, result: promise };
}
