import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { PRINCIPAL_HEADER } from '@tributary/kit/host';

/** What undici tells of a request as it is made; its headers are text, or names and values in turns. */
interface Told {
  readonly request: {
    readonly origin: string | URL;
    readonly path: string;
    readonly headers: string | readonly string[];
  };
}

const CHANNEL = 'undici:request:create';

/**
 * What the gateway at `url` asks subgraphs behind HTTP from now until `stop`, which gives their addresses: requests that
 * carry a signed principal elsewhere than to the gateway.
 */
export function recordFetches(url: string): { stop(): string[] } {
  const origins: string[] = [];
  const note = (message: unknown) => {
    const { origin, path, headers } = (message as Told).request;
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
