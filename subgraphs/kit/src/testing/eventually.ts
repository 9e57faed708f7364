import { setTimeout as wait } from 'node:timers/promises';

/** Longest time, in seconds. It is not an expectation: a loaded machine may need most of it. */
const PATIENCE = 100;
/** Shortest and longest pause between two attempts, in milliseconds. */
const PAUSES = [20, 500] as const;

/**
 * Repeats `attempt` until it succeeds; after `seconds`, throws its last error. The pauses grow with
 * the time that has passed, so that attempts do not keep busy the machine that they wait for.
 */
export async function eventually<Result>(
  attempt: () => Promise<Result>,
  seconds = PATIENCE,
): Promise<Result> {
  const start = performance.now();
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      const passed = performance.now() - start;
      if (passed > seconds * 1_000) throw error;
      await wait(Math.min(Math.max(passed / 20, PAUSES[0]), PAUSES[1]));
    }
  }
}
