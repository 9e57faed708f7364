import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { updateAccountStatus } from '../data/accounts.ts';
import { insertAudit } from '../data/audit.ts';
import {
  type Claim,
  deleteDeliveries,
  holdsLease,
  putDeliveries,
  updateHeldTarget,
} from '../data/deliveries.ts';
import { lockPost, type Post, updatePost } from '../data/posts.ts';
import type { Tables } from '../data/tables.ts';
import { listTargets, type Target, type TargetChanges, updateTargets } from '../data/targets.ts';
import { type AuditAction, dutyOf, statusOf } from '../post-state.ts';
import type { Publisher } from '../publishers/publisher.ts';
import type { Consequence } from './outcome.ts';

/** Who is written down for what happens by itself. */
const ACTOR = 'delivery';

/** What a worker has begun. */
export interface Begun {
  readonly duty: 'send' | 'find';
  readonly post: Post;
  readonly target: Target & { reference: string; startedAt: Date };
}

/**
 * Begins with a claimed target, before anything is sent: what makes the request the same one every time is kept from
 * here on. Null when there is nothing to be done any more.
 */
export function begin(
  scope: Scope<Tables>,
  claim: Claim,
  publisher: Pick<Publisher, 'reserve'>,
  now: Date,
): Promise<Begun | null> {
  return inTransaction(scope, async (scope) => {
    const found = await lock(scope, claim, now);
    if (!found) return null;
    const { target } = found;
    const duty = dutyOf(target);
    if (duty === 'nothing') {
      await deleteDeliveries(scope, claim.postId, claim.accountId);
      return null;
    }
    const begun = {
      reference: target.reference ?? (await publisher.reserve(1 + found.post.thread.length)),
      startedAt: target.startedAt ?? now,
      firstAttemptAt: target.firstAttemptAt ?? now,
      nextAttemptAt: null,
    };
    const attempts = target.attempts + (duty === 'send' ? 1 : 0);
    // A process that ended while it was sending has left a response that nobody has read.
    const doubts = target.doubts + (duty === 'find' && target.status !== 'unconfirmed' ? 1 : 0);
    const changes: TargetChanges =
      duty === 'send'
        ? { ...begun, status: 'publishing', phase: 'claimed', attempts }
        : { ...begun, status: 'unconfirmed', phase: null, error: IN_DOUBT, doubts };
    const action = duty === 'send' ? 'start' : 'doubt';
    if (duty === 'send' || target.status !== 'unconfirmed')
      await apply(scope, { ...found, action, changes, now });
    return { duty, post: found.post, target: { ...target, ...begun, attempts, doubts } };
  });
}

const IN_DOUBT = { code: 'unconfirmed' as const, message: 'It was being sent when the process ended.' };

/**
 * Written right before the request leaves: from here on nothing is sent again before the platform was asked. False when
 * the worker has the target no more.
 */
export function markSending(scope: Scope<Tables>, claim: Claim, now: Date): Promise<boolean> {
  return updateHeldTarget(scope, claim, { phase: 'sending' }, now);
}

/**
 * Keeps what came of it. That a post stands on its platform is kept even when the lease is over; anything else is then
 * left to the worker that has the target now.
 */
export function settle(
  scope: Scope<Tables>,
  claim: Claim,
  { action, changes, again }: Consequence,
  now: Date,
): Promise<void> {
  return inTransaction(scope, async (scope) => {
    const found = await lock(scope, claim, changes.status === 'published' ? null : now);
    if (!found || !['publishing', 'unconfirmed'].includes(found.target.status)) return;
    const nextAttemptAt = again === null ? null : new Date(now.getTime() + again);
    await apply(scope, { ...found, action, changes: { ...changes, nextAttemptAt }, now });
    if (changes.error?.code === 'credentials') await updateAccountStatus(scope, claim.accountId, 'expired');
    if (nextAttemptAt) await putDeliveries(scope, claim.postId, [claim.accountId], nextAttemptAt);
    else await deleteDeliveries(scope, claim.postId, claim.accountId);
  });
}

/** The post, its targets and that of a claim, held until the transaction ends; null when the worker has it no more at `now`. */
async function lock(scope: Scope<Tables>, claim: Claim, now: Date | null) {
  const post = await lockPost(scope, claim.postId);
  if (!post || (now && !(await holdsLease(scope, claim, now)))) return null;
  const targets = await listTargets(scope, [post.id]);
  const target = targets.find(({ accountId }) => accountId === claim.accountId);
  return target ? { post, targets, target } : null;
}

interface Change {
  readonly post: Post;
  /** All of the post. */
  readonly targets: readonly Target[];
  readonly target: Target;
  readonly action: AuditAction;
  readonly changes: TargetChanges;
  readonly now: Date;
}

/** Changes a target, and the post as its targets make it; both are written down. */
async function apply(scope: Scope<Tables>, change: Change): Promise<void> {
  const { post, targets, target, action, changes, now } = change;
  const { accountId } = target;
  await updateTargets(scope, post.id, [accountId], changes);
  await insertAudit(scope, post.id, {
    at: now,
    actor: ACTOR,
    action,
    accountId,
    from: target.status,
    to: changes.status,
    detail: changes.error?.message ?? changes.url ?? null,
  });
  // The post is locked, so nobody else changes its targets.
  const status = statusOf(targets.map((each) => (each === target ? changes.status : each.status)));
  const publishedAt = post.publishedAt ?? changes.publishedAt;
  await updatePost(scope, post.id, { status, updatedAt: now, ...(publishedAt ? { publishedAt } : {}) });
}
