import { listEnabledRules } from '../data/alert-rules.ts';
import { ensureQueued } from '../data/queue.ts';
import type { LogStep } from '../follow-log.ts';
import { nextDue } from './next-due.ts';
import { matchesRule } from './rule-filter.ts';

/**
 * Queues each rule that one of the events matches, for the time of its next message. The events
 * themselves stay in the log, where the message finds them.
 */
export const raiseAlerts: LogStep = async (inside, events, now) => {
  const byWorkspace = Map.groupBy(events, ({ workspaceId }) => workspaceId);
  const rules = await listEnabledRules(inside, [...byWorkspace.keys()]);
  const due = rules
    .filter((rule) =>
      byWorkspace
        .get(rule.workspaceId)!
        .some((event) => event.sequence > rule.afterSequence && matchesRule(rule, event)),
    )
    .map(({ workspaceId, id, schedule, lastSentAt }) => ({
      workspaceId,
      groupId: id,
      itemId: id,
      dueAt: nextDue(schedule, now, lastSentAt),
    }));
  await ensureQueued(inside, 'rule', due);
};
