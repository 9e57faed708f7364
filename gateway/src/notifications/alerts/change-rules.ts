import { randomUUID } from 'node:crypto';
import { notFound, TributaryError } from '@tributary/kit';
import { findLastSequence } from '@tributary/kit/events';
import { isUuid, type Scope } from '@tributary/kit/postgres';
import {
  type AlertRule,
  countAlertRules,
  deleteAlertRule,
  findAlertRule,
  insertAlertRule,
  updateAlertRule,
} from '../data/alert-rules.ts';
import { deleteQueued, putQueued } from '../data/queue.ts';
import type { Tables } from '../data/tables.ts';
import type { NotificationParts } from '../notification-parts.ts';
import { serialized } from '../serialized.ts';
import { nextDue } from './next-due.ts';
import { type AlertRuleInput, readRule } from './rule-input.ts';

/** Maximum number of rules per workspace. */
const MOST_RULES = 100;

/** A rule as requested, and the ids of the workspace's trackers if it names some. */
export interface RuleRequest {
  readonly input: AlertRuleInput;
  readonly trackers: ReadonlySet<string>;
}

/** Creates a rule, which reports what happens from now on. */
export function createAlertRule(
  { clock }: NotificationParts,
  scope: Scope<Tables>,
  { input, trackers }: RuleRequest,
): Promise<AlertRule> {
  return serialized(scope, async (inside) => {
    const values = await readRule(inside, input, trackers);
    if ((await countAlertRules(inside)) >= MOST_RULES)
      throw new TributaryError('CONFLICT', `A workspace can have at most ${MOST_RULES} alert rules.`);
    const afterSequence = await findLastSequence(inside.db);
    const createdAt = new Date(clock());
    return insertAlertRule(inside, { ...values, id: randomUUID(), afterSequence, createdAt });
  });
}

/**
 * Replaces the values of a rule. What it has matched so far is reported at the new time; a rule
 * that is enabled again reports what happens from now on.
 */
export function changeAlertRule(
  { clock }: NotificationParts,
  scope: Scope<Tables>,
  id: string,
  { input, trackers }: RuleRequest,
): Promise<AlertRule> {
  return serialized(scope, async (inside) => {
    const before = isUuid(id) ? await findAlertRule(inside, id) : undefined;
    if (!before) throw notFound('The alert rule');
    const values = await readRule(inside, input, trackers);
    const isResumed = values.isEnabled && !before.isEnabled;
    const skipped = isResumed ? { afterSequence: await findLastSequence(inside.db) } : {};
    const rule = (await updateAlertRule(inside, id, { ...values, ...skipped }))!;
    const { workspaceId } = scope;
    const dueAt = nextDue(rule.schedule, new Date(clock()), rule.lastSentAt);
    if (!rule.isEnabled) await deleteQueued(inside, 'rule', id);
    else await putQueued(inside.db, 'rule', [{ workspaceId, groupId: id, itemId: id, dueAt }]);
    return rule;
  });
}

/** Deletes a rule; messages that it has queued are still sent. */
export async function removeAlertRule(scope: Scope<Tables>, id: string): Promise<void> {
  if (!isUuid(id)) throw notFound('The alert rule');
  await serialized(scope, async (inside) => {
    if (!(await deleteAlertRule(inside, id))) throw notFound('The alert rule');
    await deleteQueued(inside, 'rule', id);
  });
}
