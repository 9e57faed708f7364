import { setTimeout as wait } from 'node:timers/promises';
import type { Logger } from '../core/log.ts';

/** Pause after a failure, in milliseconds. */
const PAUSE = 1_000;

interface RepeatOptions {
  readonly signal: AbortSignal;
  readonly log: Logger;
  /** What to log if the work fails. */
  readonly failure: string;
}

/**
 * Repeats work, which pauses itself when it has nothing to do, until `signal` aborts. Of
 * consecutive failures only the first is logged: an unreachable database would fill the log.
 */
export async function repeat(
  work: () => Promise<unknown>,
  { signal, log, failure }: RepeatOptions,
): Promise<void> {
  let failing = false;
  while (!signal.aborted) {
    try {
      await work();
      failing = false;
    } catch (error) {
      if (!failing && !signal.aborted) log.error({ err: error }, failure);
      failing = true;
      await pause(PAUSE, signal);
    }
  }
}

/** Waits for some milliseconds, or until `signal` aborts. */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  await wait(milliseconds, undefined, { signal }).catch(() => {});
}
