import { TributaryError } from '../core/errors.ts';

/** A signal that fires when the caller hangs up before the answer is written. */
export function abortedWith(response: {
  once(event: 'close', listener: () => void): unknown;
  writableFinished: boolean;
}): AbortSignal {
  const controller = new AbortController();
  response.once('close', () => {
    if (!response.writableFinished)
      controller.abort(new TributaryError('UPSTREAM_TIMEOUT', 'The caller is gone.'));
  });
  return controller.signal;
}
