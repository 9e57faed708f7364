import type { Logger } from '@tributary/kit';
import type { Deferred } from './judging-task.ts';
import type { Judge } from './open-judge.ts';

/** Parts of a run that judges texts of all workspaces. */
interface JudgingRun {
  readonly judge: Judge;
  /** What is judged, for the log: "matches". */
  readonly subject: string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Judges texts of one workspace after another. Ends at the first failure of the model: the next run
 * tries it again, instead of this run for each workspace.
 */
export async function judgeWorkspaces(
  workspaceIds: readonly string[],
  { judge, subject, log, signal }: JudgingRun,
  judgeWorkspace: (workspaceId: string) => Promise<Deferred | null>,
): Promise<void> {
  for (const workspaceId of workspaceIds) {
    if (signal.aborted) return;
    const deferred = await judgeWorkspace(workspaceId);
    if (deferred?.because !== 'failure') continue;
    log.warn({ model: judge.engine, reason: deferred.reason }, `the model judged no ${subject}`);
    return;
  }
}

/** Returns the text to judge of a title and a body, without blank parts. */
export function joinParts(...parts: readonly (string | null)[]): string {
  return parts.filter((part) => part !== null && part.trim() !== '').join('\n');
}
