import type { RunStatus, RunStep } from '../data/tables.ts';

/** What a run does, in order: reads the records, analyses the mentions, writes them. */
export type StepName = 'read' | 'analyse' | 'write';

/** The steps of a run that has not begun. */
export function newSteps(analysis: boolean): RunStep[] {
  const names: StepName[] = analysis ? ['read', 'analyse', 'write'] : ['read', 'write'];
  return names.map((name) => ({ name, status: 'pending' }));
}

/**
 * The steps when `name` is at `status`: those before it are completed, those after it have not
 * begun.
 */
export function stepsAt(steps: readonly RunStep[], name: StepName, status: RunStatus): RunStep[] {
  const at = steps.findIndex((step) => step.name === name);
  return steps.map((step, place) => ({
    name: step.name,
    status: place < at ? 'completed' : place === at ? status : 'pending',
  }));
}

/** All steps in one status. */
export function allSteps(steps: readonly RunStep[], status: RunStatus): RunStep[] {
  return steps.map(({ name }) => ({ name, status }));
}
