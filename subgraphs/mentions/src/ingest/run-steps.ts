import type { RunStatus, RunStep } from '../data/tables.ts';

/**
 * The steps of a run, in order: read the records or collect the posts, analyse the mentions, write
 * them.
 */
export type StepName = 'read' | 'collect' | 'analyse' | 'write';

/** Returns the steps of a pending run; `first` says where its mentions come from. */
export function newSteps(analysis: boolean, first: 'read' | 'collect' = 'read'): RunStep[] {
  const names: StepName[] = analysis ? [first, 'analyse', 'write'] : [first, 'write'];
  return names.map((name) => ({ name, status: 'pending' }));
}

/** Returns the steps with `name` at `status`, earlier ones completed and later ones pending. */
export function stepsAt(steps: readonly RunStep[], name: StepName, status: RunStatus): RunStep[] {
  const at = steps.findIndex((step) => step.name === name);
  return steps.map((step, place) => ({
    name: step.name,
    status: place < at ? 'completed' : place === at ? status : 'pending',
  }));
}

/** Returns all steps with one status. */
export function allSteps(steps: readonly RunStep[], status: RunStatus): RunStep[] {
  return steps.map(({ name }) => ({ name, status }));
}
