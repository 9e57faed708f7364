import type { Dispatcher } from 'undici';

/** Observers of a request, called before its own handler. */
export interface Tap {
  /** Called once the request has a connected socket, before its first byte is written. */
  readonly onRequestStart?: () => void;
  /** Called with each chunk of the body, still compressed; returns false to drop the chunk. */
  readonly onResponseData?: (controller: Dispatcher.DispatchController, chunk: Uint8Array) => boolean;
}

/** Returns a dispatcher that reports the events of its requests to `tap`. */
export function tapSockets(sockets: Dispatcher, tap: Tap): Dispatcher {
  return sockets.compose((dispatch) => (options, handler) => dispatch(options, tapped(handler, tap)));
}

function tapped(handler: Dispatcher.DispatchHandler, tap: Tap): Dispatcher.DispatchHandler {
  return new Proxy(handler, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...args: unknown[]) => {
        if (name === 'onRequestStart') tap.onRequestStart?.();
        if (name === 'onResponseData' && tap.onResponseData) {
          const [controller, chunk] = args as [Dispatcher.DispatchController, Uint8Array];
          if (!tap.onResponseData(controller, chunk)) return undefined;
        }
        return member.apply(target, args);
      };
    },
  });
}
