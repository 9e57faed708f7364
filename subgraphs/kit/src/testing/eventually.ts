import { setTimeout as wait } from 'node:timers/promises';

/** Pause between two attempts, in milliseconds. */
const PAUSE = 20;

/** Repeats `attempt` until it succeeds; after some seconds, throws its last error. */
export async function eventually<Result>(attempt: () => Promise<Result>, seconds = 10): Promise<Result> {
  const deadline = performance.now() + seconds * 1_000;
  for (;;) {
    try {
      return await attempt();
    } catch (error) {
      if (performance.now() > deadline) throw error;
      await wait(PAUSE);
    }
  }
}
