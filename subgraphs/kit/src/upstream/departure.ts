import type { Dispatcher } from 'undici';
import { tapSockets } from './tapped-sockets.ts';

/** Sockets for one request that know whether any of it has left. */
export interface Departure {
  readonly dispatcher: Dispatcher;
  /** True from the moment before the first byte is written to a connected socket. */
  readonly left: boolean;
}

/**
 * Watches one request. It distinguishes a name that does not resolve, a refused connection and a failed handshake from a
 * request whose response was lost, which the vendor may have carried out.
 */
export function noteDeparture(sockets: Dispatcher): Departure {
  let left = false;
  const onRequestStart = () => {
    left = true;
  };
  return {
    dispatcher: tapSockets(sockets, { onRequestStart }),
    get left() {
      return left;
    },
  };
}
