import { PRINCIPAL_HEADER, signPrincipal, TributaryError } from '@tributary/kit';
import type { SubgraphResult, Transport } from './transport.ts';

/** Longest that a subgraph may take, in milliseconds. */
const TIMEOUT = 30_000;

/**
 * Sends operations to a subgraph over HTTP, with who asks in a signed header. A subgraph that cannot be reached,
 * or answers what is not GraphQL, is UPSTREAM_FAILED; its address stays in the log.
 */
export function httpTransport(name: string, url: string, secret: string): Transport {
  if (!secret) throw new Error(`SUBGRAPH_SECRET is required to reach the subgraph ${name} over HTTP.`);
  return {
    async execute({ query, variables, operationName, request }) {
      const headers = {
        'content-type': 'application/json',
        'x-request-id': request.requestId,
        [PRINCIPAL_HEADER]: await signPrincipal(request.principal, name, secret),
      };
      const signal = AbortSignal.any([request.signal, AbortSignal.timeout(TIMEOUT)]);
      const body = JSON.stringify({ query, variables, operationName });
      try {
        const response = await fetch(url, { method: 'POST', headers, body, signal });
        const result = (await response.json()) as SubgraphResult;
        if (result.data === undefined && !result.errors) throw new Error(`HTTP ${response.status}`);
        if (response.status === 401)
          throw new Error('The subgraph refused its gateway: SUBGRAPH_SECRET differs.');
        return result;
      } catch (cause) {
        const slow = (cause as Error).name === 'TimeoutError';
        throw new TributaryError(
          slow ? 'UPSTREAM_TIMEOUT' : 'UPSTREAM_FAILED',
          `The subgraph ${name} ${slow ? 'took too long' : 'could not be reached'}.`,
          { cause },
        );
      }
    },
  };
}
