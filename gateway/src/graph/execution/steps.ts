import type { Plan } from '../planning/plan.ts';
import { compileFetch, type Tools } from './fetch.ts';
import { parsePath, type Way } from './paths.ts';
import type { Step } from './run.ts';

/** Compiles a plan: each fetch begins as soon as those that it depends on have ended. */
export function compileSteps(plan: Plan, tools: Tools): Step {
  const ways = new Map<string, Way>();
  // Fetches for the same objects have the same way, so that these are looked for once.
  const wayTo = (path: readonly string[]): Way => {
    const key = JSON.stringify(path);
    const way = ways.get(key) ?? parsePath(path);
    ways.set(key, way);
    return way;
  };
  const steps = plan.map((fetch) => ({
    after: fetch.after,
    step: compileFetch(fetch, wayTo(fetch.path), tools),
  }));
  return async (run) => {
    const running: Promise<void>[] = [];
    for (const { after, step } of steps) running.push(begin(after, step, running)(run));
    await Promise.all(running);
  };
}

/** A fetch that depends on others begins when they have ended, and not if nobody waits for the answer any more. */
function begin(after: readonly number[], step: Step, running: readonly Promise<void>[]): Step {
  if (after.length === 0) return step;
  const before = after.map((position) => running[position]!);
  return async (run) => {
    await (before.length === 1 ? before[0] : Promise.all(before));
    if (!run.over) await step(run);
  };
}
