import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { IncomingMessage } from 'node:http';
import { PRINCIPAL_HEADER } from '@tributary/kit/host';

/** Reports each request that a server of this process receives, whichever client sent it. */
const CHANNEL = 'http.server.request.start';

/**
 * Records the requests that the gateway at `url` sends to subgraphs over HTTP, until `stop`, which
 * returns their URLs: requests with a signed principal to any other address than the gateway's. The
 * subgraphs are servers of this process.
 */
export function recordFetches(url: string): { stop(): string[] } {
  const origins: string[] = [];
  const note = (message: unknown) => {
    const { request } = message as { readonly request: IncomingMessage };
    const origin = `http://${request.headers.host}`;
    const isSigned = request.headers[PRINCIPAL_HEADER] !== undefined;
    if (isSigned && request.url!.startsWith('/graphql') && origin !== url) origins.push(origin);
  };
  subscribe(CHANNEL, note);
  return {
    stop() {
      unsubscribe(CHANNEL, note);
      return origins;
    },
  };
}
