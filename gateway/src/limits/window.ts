import type { RequestLimitRule } from '../access/index.ts';

const LENGTH = { minute: 60_000, day: 86_400_000 } as const;

/** The window that a moment lies in: whole minutes and whole days, both in UTC. */
export function windowAt(rule: RequestLimitRule, now: number): { startsAt: Date; resetsAt: Date } {
  const length = LENGTH[rule.window];
  const start = now - (now % length);
  return { startsAt: new Date(start), resetsAt: new Date(start + length) };
}
