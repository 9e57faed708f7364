import type { NewEvent } from '@tributary/kit/events';

/** Balance below which its owner is warned, in millionths of a dollar. */
const THRESHOLD = 1_000_000;

/** Returns the warning of a charge that took the balance below the threshold, else nothing. */
export function balanceEvents(workspaceId: string, before: number, after: number): NewEvent[] {
  if (before < THRESHOLD || after >= THRESHOLD) return [];
  return [
    {
      type: 'balance.low',
      subject: workspaceId,
      payload: { balanceMicros: after, thresholdMicros: THRESHOLD },
    },
  ];
}
