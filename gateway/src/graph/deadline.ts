import { TributaryError } from '@tributary/kit';

/** A signal of one execution, and what makes it wait no longer. */
export interface Deadline {
  /** Aborted when the caller is gone or the time is over; handed to subgraphs. */
  readonly signal: AbortSignal;
  /** Waits for the work, but not after the signal; then gives the reason instead of undefined. */
  wait(running: Promise<void>): Promise<TributaryError | undefined>;
}

/** Begins the time that one execution may take, in milliseconds. */
export function startDeadline(caller: AbortSignal, milliseconds: number): Deadline {
  const controller = new AbortController();
  const { promise, resolve } = Promise.withResolvers<TributaryError>();
  const stop = (reason: TributaryError) => {
    resolve(reason);
    controller.abort(reason);
  };
  const late = () =>
    stop(new TributaryError('UPSTREAM_TIMEOUT', `The request took longer than ${milliseconds / 1_000} s.`));
  const gone = () => stop(new TributaryError('UPSTREAM_TIMEOUT', 'The caller is gone.'));
  const timer = setTimeout(late, milliseconds);
  if (caller.aborted) gone();
  else caller.addEventListener('abort', gone, { once: true });
  return {
    signal: controller.signal,
    async wait(running) {
      try {
        return (await Promise.race([running, promise])) as TributaryError | undefined;
      } finally {
        clearTimeout(timer);
        caller.removeEventListener('abort', gone);
      }
    },
  };
}
