import type { Dispatcher } from 'undici';

/** What is observed of a request, before its own handler. */
export interface Tap {
  /** The request has a connected socket, and its first byte is about to be written. */
  readonly onRequestStart?: () => void;
  /** A piece of the body has arrived, still compressed; false drops it. */
  readonly onResponseData?: (controller: Dispatcher.DispatchController, chunk: Uint8Array) => boolean;
}

/** Sockets that report what happens to the requests sent through them. */
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
