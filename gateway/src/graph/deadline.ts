import { TributaryError } from '@tributary/kit';

/** The abort signal of one execution, and a wait that ends when it fires. */
export interface Deadline {
  /** Aborted when the caller disconnects or the time is up; passed to subgraphs. */
  readonly signal: AbortSignal;
  /**
   * Waits for the work until the signal fires; returns the reason if it does. May be called once.
   */
  wait(running: Promise<void>): Promise<TributaryError | undefined>;
}

/**
 * Starts the deadline of one execution, in milliseconds. Its error names the subgraphs that have an
 * operation in flight.
 */
export function startDeadline(
  caller: AbortSignal,
  milliseconds: number,
  inFlight: readonly string[],
): Deadline {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<TributaryError>();
  const abort = (message: string) => {
    // Before the signal fires, because transports then give up and are no longer in flight.
    const service = [...new Set(inFlight)].join(', ');
    const reason = new TributaryError('UPSTREAM_TIMEOUT', message, { details: { service } });
    resolve(reason);
    controller.abort(reason);
  };
  const onTimeout = () => abort(`The request took longer than ${milliseconds / 1_000} s.`);
  const onDisconnect = () => abort('The caller has disconnected.');
  const timer = setTimeout(onTimeout, milliseconds);
  if (caller.aborted) onDisconnect();
  else caller.addEventListener('abort', onDisconnect, { once: true });
  return {
    signal: controller.signal,
    async wait(running) {
      try {
        return (await Promise.race([running, promise])) as TributaryError | undefined;
      } finally {
        clearTimeout(timer);
        caller.removeEventListener('abort', onDisconnect);
      }
    },
  };
}
