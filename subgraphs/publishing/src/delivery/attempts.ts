import { recordEvents } from '@tributary/kit/events';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { Publisher } from '@tributary/platforms';
import { updateAccountStatus } from '../data/accounts.ts';
import { insertAudit } from '../data/audit.ts';
import {
  deleteDeliveries,
  holdsLease,
  type Lease,
  putDeliveries,
  updateLeasedTarget,
} from '../data/deliveries.ts';
import { lockPost, type Post, updatePost } from '../data/posts.ts';
import type { Tables } from '../data/tables.ts';
import { listTargets, type Target, type TargetChanges, updateTargets } from '../data/targets.ts';
import { targetEvents } from '../post-events.ts';
import { type AuditAction, deliveryActionOf, statusOf } from '../post-state.ts';
import type { TargetTransition } from './delivery-outcome.ts';

/** Actor of automatic changes in the audit. */
const ACTOR = 'delivery';

/** An attempt to deliver a target. */
export interface Attempt {
  readonly action: 'send' | 'find';
  readonly post: Post;
  readonly target: Target & { reference: string; startedAt: Date };
}

/**
 * Begins an attempt on a leased target before anything is sent, and stores the idempotency
 * reference that every later attempt reuses. Returns null if the lease has expired or nothing is
 * left to do.
 */
export function beginAttempt(
  scope: Scope<Tables>,
  lease: Lease,
  publisher: Pick<Publisher, 'reserve'>,
  now: Date,
): Promise<Attempt | null> {
  return inTransaction(scope, async (scope) => {
    const found = await lock(scope, lease, now);
    if (!found) return null;
    const { target } = found;
    const next = deliveryActionOf(target);
    if (next === 'nothing') {
      await deleteDeliveries(scope, lease.postId, lease.accountId);
      return null;
    }
    const started = {
      reference: target.reference ?? (await publisher.reserve(1 + found.post.thread.length)),
      startedAt: target.startedAt ?? now,
      firstAttemptAt: target.firstAttemptAt ?? now,
      nextAttemptAt: null,
    };
    const attempts = target.attempts + (next === 'send' ? 1 : 0);
    // A process that died while sending left a response unread.
    const doubts = target.doubts + (next === 'find' && target.status !== 'unconfirmed' ? 1 : 0);
    const changes: TargetChanges =
      next === 'send'
        ? { ...started, status: 'publishing', phase: 'claimed', attempts }
        : { ...started, status: 'unconfirmed', phase: null, error: IN_DOUBT, doubts };
    const action = next === 'send' ? 'start' : 'doubt';
    if (next === 'send' || target.status !== 'unconfirmed')
      await apply(scope, { ...found, action, changes, now });
    return { action: next, post: found.post, target: { ...target, ...started, attempts, doubts } };
  });
}

const IN_DOUBT = {
  code: 'unconfirmed' as const,
  message: 'The process ended while the post was being sent.',
};

/**
 * Marks a target as being sent, right before the request: from here on it is not sent again until
 * the platform has been queried. Returns false if the lease has expired.
 */
export function markSending(scope: Scope<Tables>, lease: Lease, now: Date): Promise<boolean> {
  return updateLeasedTarget(scope, lease, { phase: 'sending' }, now);
}

/**
 * Stores the transition of a target. A publication is stored even after the lease has expired;
 * anything else is then left to the worker that holds the lease now.
 */
export function settle(
  scope: Scope<Tables>,
  lease: Lease,
  { action, changes, again }: TargetTransition,
  now: Date,
): Promise<void> {
  return inTransaction(scope, async (scope) => {
    const found = await lock(scope, lease, changes.status === 'published' ? null : now);
    if (!found || !['publishing', 'unconfirmed'].includes(found.target.status)) return;
    const nextAttemptAt = again === null ? null : new Date(now.getTime() + again);
    await apply(scope, { ...found, action, changes: { ...changes, nextAttemptAt }, now });
    if (changes.error?.code === 'credentials')
      await expireAccount(scope, lease.accountId, changes.error.message, now);
    if (nextAttemptAt) await putDeliveries(scope, lease.postId, [lease.accountId], nextAttemptAt);
    else await deleteDeliveries(scope, lease.postId, lease.accountId);
  });
}

/**
 * Locks and returns the post, its targets and the leased one. Returns null if one of them is gone
 * or the lease has expired at `now`; without `now`, an expired lease is accepted.
 */
async function lock(scope: Scope<Tables>, lease: Lease, now: Date | null) {
  const post = await lockPost(scope, lease.postId);
  if (!post || (now && !(await holdsLease(scope, lease, now)))) return null;
  const targets = await listTargets(scope, [post.id]);
  const target = targets.find(({ accountId }) => accountId === lease.accountId);
  return target ? { post, targets, target } : null;
}

interface Change {
  readonly post: Post;
  /** All targets of the post. */
  readonly targets: readonly Target[];
  readonly target: Target;
  readonly action: AuditAction;
  readonly changes: TargetChanges;
  readonly now: Date;
}

/** Updates a target and the derived status of its post, and writes the audit. */
async function apply(scope: Scope<Tables>, change: Change): Promise<void> {
  const { post, targets, target, action, changes, now } = change;
  const { accountId } = target;
  await updateTargets(scope, post.id, [accountId], changes);
  await recordEvents(scope, now, targetEvents(post, target, changes));
  await insertAudit(scope, post.id, {
    at: now,
    actor: ACTOR,
    action,
    accountId,
    from: target.status,
    to: changes.status,
    detail: changes.error?.message ?? changes.url ?? null,
  });
  // The post is locked, so no other transaction changes its targets.
  const status = statusOf(targets.map((each) => (each === target ? changes.status : each.status)));
  const publishedAt = post.publishedAt ?? changes.publishedAt;
  await updatePost(scope, post.id, { status, updatedAt: now, ...(publishedAt ? { publishedAt } : {}) });
}

/** Expires an account whose credentials were rejected, unless that has already happened. */
async function expireAccount(
  scope: Scope<Tables>,
  accountId: string,
  message: string,
  now: Date,
): Promise<void> {
  if (!(await updateAccountStatus(scope, accountId, 'expired'))) return;
  await recordEvents(scope, now, [
    { type: 'account.expired', subject: accountId, payload: { accountId, message } },
  ]);
}
