import { IGNORED } from '../../caching/caller-keys.ts';
import type { Exchange, Posted, Sent } from './exchange.ts';

/** An exchange that several requests wait for. */
interface Shared {
  readonly posted: Promise<Posted>;
  readonly ending: AbortController;
  waiting: number;
}

/**
 * Sends equal requests that are in flight at the same time once. Requests are equal if their bodies
 * and headers are, and so the principals in these headers. The exchange is aborted once no request
 * waits for it.
 */
export function sharedExchange(exchange: Exchange): Exchange {
  const inFlight = new Map<string, Shared>();
  const open = (key: string, sent: Sent): Shared => {
    const ending = new AbortController();
    const posted = exchange({ ...sent, signal: ending.signal });
    const shared: Shared = { posted, ending, waiting: 0 };
    const forget = () => {
      if (inFlight.get(key) === shared) inFlight.delete(key);
    };
    inFlight.set(key, shared);
    posted.then(forget, forget);
    return shared;
  };
  return async (sent) => {
    sent.signal.throwIfAborted();
    const key = keyOf(sent);
    const known = inFlight.get(key);
    const shared = known ?? open(key, sent);
    const posted = await waitFor(shared, sent.signal, () => {
      if (inFlight.get(key) === shared) inFlight.delete(key);
    });
    // A cookie is for one client.
    return known && posted.headers['set-cookie'] ? exchange(sent) : posted;
  };
}

async function waitFor(shared: Shared, signal: AbortSignal, abandon: () => void): Promise<Posted> {
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const onAbort = () => reject(signal.reason);
  signal.addEventListener('abort', onAbort, { once: true });
  shared.waiting += 1;
  try {
    return await Promise.race([shared.posted, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
    shared.waiting -= 1;
    if (shared.waiting === 0 && signal.aborted) {
      abandon();
      shared.ending.abort(signal.reason);
    }
  }
}

function keyOf({ headers, body }: Sent): string {
  const compared = Object.entries(headers).filter(([name]) => !IGNORED.has(name));
  return JSON.stringify([compared.sort(), String(body)]);
}
