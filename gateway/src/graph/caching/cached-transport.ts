import type { RoutedRequest } from '../transports/client-exchange.ts';
import type { SubgraphOperation, Transport } from '../transports/transport.ts';
import { cachedFetches, type FreshResult } from './cached-fetches.ts';
import { callerKeys } from './caller-keys.ts';
import type { PartCache } from './part-cache.ts';
import { cacheControlOf } from './response-freshness.ts';

/** A subgraph whose responses are stored. */
interface CachedSubgraph {
  readonly name: string;
  readonly url: string;
  readonly cache: PartCache;
  /** Returns what the subgraph learns of a caller besides the principal. */
  readonly headersOf: (request: RoutedRequest) => Promise<Readonly<Record<string, string>>>;
  /** Sends an operation whose response is not stored. */
  readonly execute: Transport['execute'];
  /** Sends an operation, and returns how long its response may be used again. */
  readonly sendFresh: (operation: SubgraphOperation) => Promise<FreshResult>;
}

/**
 * Executes queries with the cache. Mutations are sent as they are, and so are requests that must
 * reach the subgraph once.
 */
export function cachedTransport({
  name,
  url,
  cache,
  headersOf,
  execute,
  sendFresh,
}: CachedSubgraph): Pick<Transport, 'execute'> & Required<Pick<Transport, 'callerOf'>> {
  const fetches = cachedFetches(name, cache);
  const callerOf = async (request: RoutedRequest) => callerKeys(url, await headersOf(request), request);
  return {
    callerOf,
    async execute(operation) {
      const { kind, request } = operation;
      if (kind !== 'query' || request.once) return execute(operation);
      request.signal.throwIfAborted();
      return fetches(operation, await callerOf(request), sendFresh, (reused) =>
        request.exchange?.received(name, { 'cache-control': cacheControlOf(reused) }),
      );
    },
  };
}
