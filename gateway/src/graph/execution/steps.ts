import type { Plan } from '../planning/plan.ts';
import type { FetchTools } from './compiled-fetch.ts';
import { compileFetch } from './fetch.ts';
import { compilePath, type FetchPath } from './paths.ts';
import type { Step } from './plan-run.ts';
import { pathId } from './unified-objects.ts';

/** A compiled fetch, and the positions of the fetches that it depends on. */
export interface CompiledStep {
  readonly after: readonly number[];
  readonly step: Step;
}

/** Compiles the fetches of a plan. */
export function compileSteps(plan: Plan, tools: FetchTools): readonly CompiledStep[] {
  const paths = new Map<string, FetchPath>();
  // Fetches of the same objects share one compiled path, which is the key of the cached objects.
  const sharedPath = (keys: readonly string[]): FetchPath => {
    const id = pathId(keys);
    const path = paths.get(id) ?? compilePath(keys, tools.unified.get(id) ?? null);
    paths.set(id, path);
    return path;
  };
  return plan.map((fetch) => ({
    after: fetch.after,
    step: compileFetch(fetch, sharedPath(fetch.path), tools),
  }));
}

/** Runs all fetches; each starts as soon as the fetches it depends on have finished. */
export function runAll(steps: readonly CompiledStep[]): Step {
  return async (run) => {
    const running: Promise<void>[] = [];
    for (const { after, step } of steps) running.push(startAfter(after, step, running)(run));
    await Promise.all(running);
  };
}

/**
 * Delays a step until its dependencies have finished, and skips it if the run is finished by then.
 */
export function startAfter(
  after: readonly number[],
  step: Step,
  running: readonly (Promise<void> | undefined)[],
): Step {
  if (after.length === 0) return step;
  const dependencies = after.map((position) => running[position]!);
  return async (run) => {
    await (dependencies.length === 1 ? dependencies[0] : Promise.all(dependencies));
    if (!run.finished) await step(run);
  };
}
