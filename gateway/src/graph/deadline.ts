import { TributaryError } from '@tributary/kit';

/** The abort signal of one execution, and a wait that ends when it fires. */
export interface Deadline {
  /** Aborted when the caller disconnects or the time is up; passed to subgraphs. */
  readonly signal: AbortSignal;
  /** Waits for work until the signal fires; returns the reason if it does. */
  wait(running: Promise<unknown>): Promise<TributaryError | undefined>;
  /** Fires the signal, because nobody waits for the result any more. */
  giveUp(): void;
  /** Ends the deadline, once all work is done. */
  end(): void;
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
    clearTimeout(timer);
  };
  const onTimeout = () => abort(`The request took longer than ${milliseconds / 1_000} s.`);
  const onDisconnect = () => abort('The caller has disconnected.');
  const timer = setTimeout(onTimeout, milliseconds);
  if (caller.aborted) onDisconnect();
  else caller.addEventListener('abort', onDisconnect, { once: true });
  return {
    signal: controller.signal,
    wait: (running) => Promise.race([running.then(() => undefined), promise]),
    giveUp: onDisconnect,
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', onDisconnect);
    },
  };
}
