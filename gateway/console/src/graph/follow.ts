import type { AnyVariables, Client, TypedDocumentNode } from 'urql';
import { nextEvent } from './next-event.ts';

/** Pause after an event, in which a burst of them is gathered. */
const PAUSE_MS = 5_000;
/** Interval of checks while the stream is away. */
const POLL_MS = 20_000;
/**
 * Maximum age of a stream, after which there is a check as well: not every change has an event, and
 * a connection may break off unnoticed.
 */
const RENEW_MS = 120_000;

interface Followed<Data, Variables extends AnyVariables> {
  readonly subscription: TypedDocumentNode<Data, Variables>;
  readonly variables: Variables;
  /** Reads what may have changed. */
  readonly check: () => Promise<void>;
  readonly signal: AbortSignal;
}

/**
 * Checks whenever a subscription has an event, and at intervals while its stream is away, until the
 * signal is aborted.
 */
export async function follow<Data, Variables extends AnyVariables>(
  client: Client,
  { subscription, variables, check, signal }: Followed<Data, Variables>,
): Promise<void> {
  while (!signal.aborted) {
    const until = AbortSignal.any([signal, AbortSignal.timeout(RENEW_MS)]);
    const awaited = await nextEvent(client, subscription, variables, { signal: until, check });
    if (awaited === 'aborted') continue;
    if (awaited === 'away') await check();
    await pause(awaited === 'event' ? PAUSE_MS : POLL_MS, signal);
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
