import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { PRINCIPAL_HEADER } from '@tributary/kit/host';

/**
 * What undici's diagnostics channel reports of a request; headers are text, or alternating names
 * and values.
 */
interface RequestMessage {
  readonly request: {
    readonly origin: string | URL;
    readonly path: string;
    readonly headers: string | readonly string[];
  };
}

const CHANNEL = 'undici:request:create';

/**
 * Records the requests that the gateway at `url` sends to subgraphs over HTTP, until `stop`, which
 * returns their URLs: requests with a signed principal to any other address than the gateway's.
 */
export function recordFetches(url: string): { stop(): string[] } {
  const origins: string[] = [];
  const note = (message: unknown) => {
    const { origin, path, headers } = (message as RequestMessage).request;
    const signed = String(headers).toLowerCase().includes(PRINCIPAL_HEADER);
    if (signed && path.startsWith('/graphql') && String(origin) !== url) origins.push(String(origin));
  };
  subscribe(CHANNEL, note);
  return {
    stop() {
      unsubscribe(CHANNEL, note);
      return origins;
    },
  };
}
