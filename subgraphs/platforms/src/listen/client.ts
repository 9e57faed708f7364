import {
  type Read,
  rateWindows,
  type Upstream,
  UpstreamError,
  type UpstreamRequest,
} from '@tributary/kit/http-client';
import { LRUCache } from 'lru-cache';
import { type Endpoint, openClient, type Settings } from '../client.ts';
import type { Cost, ListenServices } from './source.ts';

/** A request of a source. */
export interface ListenRequest extends UpstreamRequest {
  readonly signal: AbortSignal;
  /** Default: one unit. */
  readonly cost?: Cost;
}

/** Validators of a response, for conditional requests. */
export interface Validators {
  readonly etag?: string | undefined;
  readonly modified?: string | undefined;
}

/** HTTP client of a source. */
export interface ListenClient {
  /**
   * Takes the cost of a request, sends it once, and reports the vendor's remaining units. Throws an
   * UpstreamError, or the budget's error.
   */
  ask<Answer>(request: ListenRequest, read: Read<Answer>): Promise<Answer>;
}

/** Services that every client of a source needs. */
export type ClientServices = Pick<ListenServices<Settings>, 'policy' | 'budget'>;

/** Opens the client of a source. */
export function openListenClient(endpoint: Endpoint, { policy, budget }: ClientServices): ListenClient {
  // A retry would be a request that the budget does not count.
  const upstream: Upstream = openClient({ ...endpoint, retries: 0 }, policy);
  return {
    async ask({ cost = { units: 1 }, ...request }, read) {
      await budget.take(cost, request.signal);
      try {
        const [answer, left] = await upstream.ask(request, (body, headers) => {
          const windows = rateWindows(headers, policy.clock()).filter(({ remaining }) => remaining !== null);
          return [read(body, headers), windows] as const;
        });
        for (const { remaining, resetsAt } of left) await budget.observe(remaining!, resetsAt);
        return answer;
      } catch (error) {
        if (error instanceof UpstreamError && error.fault === 'limited' && error.retryAfter !== null)
          await budget.observe(0, policy.clock() + error.retryAfter);
        throw error;
      }
    },
  };
}

/** Maximum number of servers whose circuit breakers and limits are remembered. */
const MAX_SERVERS = 500;

/**
 * Opens clients of servers that users name, which must have public addresses. The limits of one
 * server are not reported to the budget, because they do not concern the others.
 */
export function openServerClients(
  endpointOf: (baseUrl: string) => Endpoint,
  { policy, budget }: ClientServices,
): (baseUrl: string) => ListenClient {
  const opened = new LRUCache<string, ListenClient>({ max: MAX_SERVERS });
  const own = { take: budget.take.bind(budget), observe: async () => {} };
  return (baseUrl) => {
    const known = opened.get(baseUrl);
    if (known) return known;
    const guarded = { ...policy, allowPrivate: policy.allowPrivate === true };
    const client = openListenClient(endpointOf(baseUrl), { policy: guarded, budget: own });
    opened.set(baseUrl, client);
    return client;
  };
}

/** Returns the headers of a conditional request. */
export function conditional({ etag, modified }: Validators): Record<string, string> {
  return {
    ...(etag ? { 'if-none-match': etag } : {}),
    ...(modified ? { 'if-modified-since': modified } : {}),
  };
}

/** Returns the validators in the headers of a response; one too long to be kept is dropped. */
export function validatorsOf(headers: { get(name: string): string | null }): Validators {
  const short = (name: string) => {
    const value = headers.get(name);
    return value !== null && value.length <= 200 ? value : undefined;
  };
  return { etag: short('etag'), modified: short('last-modified') };
}
