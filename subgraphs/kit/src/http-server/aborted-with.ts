import { TributaryError } from '../core/errors.ts';

/** Returns a signal that fires if the caller disconnects before the response is written. */
export function abortedWith(response: {
  once(event: 'close', listener: () => void): unknown;
  writableFinished: boolean;
}): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished)
      controller.abort(new TributaryError('UPSTREAM_TIMEOUT', 'The caller has disconnected.'));
  });
  return controller.signal;
}
