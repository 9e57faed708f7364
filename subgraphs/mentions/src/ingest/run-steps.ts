import type { RunStatus, RunStep } from '../data/tables.ts';

/** The steps of a run, in order: read the records, analyse the mentions, write them. */
export type StepName = 'read' | 'analyse' | 'write';

/** Returns the steps of a pending run. */
export function newSteps(analysis: boolean): RunStep[] {
  const names: StepName[] = analysis ? ['read', 'analyse', 'write'] : ['read', 'write'];
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
