import { DAY } from '@tributary/kit';
import type { RequestLimitRule } from '../../access/index.ts';

const LENGTH = { minute: 60_000, day: DAY } as const;

/** Returns the window that contains a time: a whole minute or a whole day, in UTC. */
export function windowAt(rule: RequestLimitRule, now: number): { startsAt: Date; resetsAt: Date } {
  const length = LENGTH[rule.window];
  const start = now - (now % length);
  return { startsAt: new Date(start), resetsAt: new Date(start + length) };
}
