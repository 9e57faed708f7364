import { randomUUID } from 'node:crypto';
import { findLastSequence, listEvents } from '@tributary/kit/events';
import { type LeaseQueue, workLeases } from '@tributary/kit/jobs';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { insertAlertMessages } from '../data/alert-messages.ts';
import { type AlertRule, findAlertRule, recordReported } from '../data/alert-rules.ts';
import { loadDestinations } from '../data/destinations.ts';
import { deleteQueued, holdsLease, type Lease, leaseDue, putQueued } from '../data/queue.ts';
import type { Digest, Tables } from '../data/tables.ts';
import type { NotificationParts } from '../notification-parts.ts';
import { postsInView } from '../views/posts-in-view.ts';
import { collectDigest } from './collect-digest.ts';
import { nextDue } from './next-due.ts';

/** Duration of a lease in milliseconds, several times that of reading the largest digest. */
const LEASE = 120_000;

/** Writes the messages of due rules until `signal` aborts, then waits for those in work. */
export function reportRules(parts: NotificationParts, signal: AbortSignal): Promise<void> {
  return workLeases(ruleQueue(parts), parts.log, signal);
}

function ruleQueue(parts: NotificationParts): LeaseQueue<Lease> {
  return {
    lease(limit, busy) {
      const now = parts.clock();
      const until = new Date(now + LEASE);
      return leaseDue(parts.db, { work: 'rule', now: new Date(now), until, limit, busy });
    },
    groupOf: ({ groupId }) => groupId,
    work: (lease) => report(parts, lease),
  };
}

async function report(parts: NotificationParts, lease: Lease): Promise<void> {
  const scope = { db: parts.db, workspaceId: lease.workspaceId };
  const rule = await findAlertRule(scope, lease.itemId);
  const upTo = await findLastSequence(parts.db);
  const digest = rule?.isEnabled
    ? await collectDigest(scope, rule, upTo, await postsInView(parts, scope, rule.viewId))
    : null;
  await inTransaction(scope, async (inside) => {
    if (!(await holdsLease(inside.db, lease))) return;
    if (rule) await settle(inside, rule, { upTo, digest }, new Date(parts.clock()));
    await endLease(inside, rule ?? null, lease, {
      upTo,
      sent: digest !== null,
      now: new Date(parts.clock()),
    });
  });
}

/** What a rule has to report. */
interface Reported {
  readonly upTo: number;
  readonly digest: Digest | null;
}

/** Queues a message for each enabled destination. */
async function settle(
  scope: Scope<Tables>,
  { id, destinations }: AlertRule,
  { upTo, digest }: Reported,
  now: Date,
): Promise<void> {
  await recordReported(scope, id, { sequence: upTo, sentAt: digest && now });
  if (!digest) return;
  const enabled = (await loadDestinations(scope, destinations)).filter((each) => !each.disabledReason);
  const messages = enabled.map((each) => ({ id: randomUUID(), destinationId: each.id, digest }));
  await insertAlertMessages(scope, messages, now);
  const { workspaceId } = scope;
  const queued = messages.map((each) => ({
    workspaceId,
    groupId: each.destinationId,
    itemId: each.id,
    dueAt: now,
  }));
  await putQueued(scope.db, 'message', queued);
}

interface Ending {
  readonly upTo: number;
  readonly sent: boolean;
  readonly now: Date;
}

/**
 * Removes the rule from the queue, unless there are further events. An event whose step in the log
 * ran before this transaction locked the row is visible here; a later step queues the rule again.
 */
async function endLease(
  scope: Scope<Tables>,
  rule: AlertRule | null,
  lease: Lease,
  { upTo, sent, now }: Ending,
): Promise<void> {
  const further = rule?.isEnabled
    ? await listEvents(scope, { after: upTo, types: rule.types, limit: 1 })
    : [];
  if (further.length === 0) return deleteQueued(scope, 'rule', lease.groupId, lease.itemId);
  const dueAt = nextDue(rule!.schedule, now, sent ? now : rule!.lastSentAt);
  await putQueued(scope.db, 'rule', [{ ...lease, dueAt }]);
}
