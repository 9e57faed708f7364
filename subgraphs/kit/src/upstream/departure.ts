import type { Dispatcher } from 'undici';

/** Sockets for one request that know whether any of it has left. */
export interface Departure {
  readonly dispatcher: Dispatcher;
  /** True from the moment before the first byte is written to a connected socket. */
  readonly left: boolean;
}

/**
 * Watches one request: a name that does not resolve, a refused connection or a handshake that fails are told from a
 * request whose answer was lost, which the vendor may have carried out.
 */
export function noteDeparture(sockets: Dispatcher): Departure {
  let left = false;
  const dispatcher = sockets.compose(
    (dispatch) => (options, handler) =>
      dispatch(
        options,
        // The handler as it is, but for the one call that undici makes when it has a socket and begins to write.
        new Proxy(handler, {
          get(target, name) {
            const member: unknown = Reflect.get(target, name, target);
            if (typeof member !== 'function') return member;
            return (...args: unknown[]) => {
              left ||= name === 'onRequestStart';
              return member.apply(target, args);
            };
          },
        }),
      ),
  );
  return {
    dispatcher,
    get left() {
      return left;
    },
  };
}
