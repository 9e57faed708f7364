import { actorOf, invalidInput, notFound, type Principal } from '@tributary/kit';
import { recordEvents } from '@tributary/kit/events';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { PublishingPlatform as Platform, Publisher } from '@tributary/platforms';
import { insertAudit } from '../data/audit.ts';
import { deleteDeliveries, putDeliveries } from '../data/deliveries.ts';
import { deletePost, insertPost, lockPost, type Post, updatePost } from '../data/posts.ts';
import type { Tables } from '../data/tables.ts';
import {
  listTargets,
  replaceTargets,
  type Target,
  type TargetChanges,
  updateTargets,
} from '../data/targets.ts';
import { newId, postIdOf } from '../ids.ts';
import { scheduledEvent, targetEvents } from '../post-events.ts';
import { type PostStatus, refusalOf, statusOf, type Transition } from '../post-state.ts';
import { type CheckedPost, checkLimits, checkTime, conflict, holdMedia } from './post-input.ts';

/** Context of a transition. */
export interface TransitionContext {
  readonly scope: Scope<Tables>;
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  readonly principal: Principal | null;
  readonly now: Date;
  /** Identical for every retry of a request, so that only one of them creates the post. */
  readonly once?: string | undefined;
}

/** Creates a draft or a scheduled post, and returns its id. */
export async function create(
  context: TransitionContext,
  post: CheckedPost & { body: string },
  scheduledAt: Date | null,
): Promise<string> {
  const { now } = context;
  const { body, thread = [], tags = [], accountIds = [], mediaIds = [], replyTo = null } = post;
  if (scheduledAt) checkTime(scheduledAt, now);
  const id = context.once ? postIdOf(context.once) : newId('post');
  await inTransaction(context.scope, async (scope) => {
    await holdMedia(scope, mediaIds);
    if (scheduledAt) await checkLimits({ ...context, scope }, { body, thread, mediaIds }, accountIds);
    const status = scheduledAt ? 'scheduled' : 'draft';
    const made = { id, status, body, thread, tags, mediaIds, replyTo, scheduledAt, createdAt: now } as const;
    // An earlier attempt of the same request has created it.
    if (!(await insertPost(scope, made))) return;
    await replaceTargets(scope, id, accountIds, status);
    if (scheduledAt) {
      await putDeliveries(scope, id, accountIds, scheduledAt);
      await recordEvents(scope, now, [scheduledEvent({ id, body }, scheduledAt, accountIds)]);
    }
    await insertAudit(scope, id, {
      at: now,
      actor: actorOf(context.principal),
      action: 'create',
      to: status,
    });
  });
  return id;
}

/**
 * Updates the given members of a draft, scheduled or failed post. A failed post becomes a draft:
 * its content differs, so the idempotency reference of the earlier attempts must not be reused.
 */
export function update(context: TransitionContext, id: string, changes: CheckedPost): Promise<void> {
  return transition(context, id, 'update', async (scope, { post, targets }) => {
    if (targets.some(({ status }) => status === 'published'))
      throw conflict('A post that is published to one of its accounts cannot be changed.');
    const { accountIds = idsOf(targets), ...rest } = changes;
    await holdMedia(scope, rest.mediaIds ?? []);
    const isScheduled = post.status === 'scheduled';
    if (isScheduled) await checkLimits({ ...context, scope }, { ...post, ...rest }, accountIds);
    const status = isScheduled ? 'scheduled' : 'draft';
    const { body, thread, ...others } = rest;
    const texts = { body: body ?? post.body, thread: thread ?? post.thread };
    await updatePost(scope, id, { ...others, texts, status, updatedAt: context.now });
    if (changes.accountIds || post.status === 'failed' || targets.some(({ reference }) => reference))
      await replaceTargets(scope, id, accountIds, status);
    if (isScheduled) await putDeliveries(scope, id, accountIds, post.scheduledAt!);
    return { to: status };
  });
}

/** Deletes a post; its audit stays. */
export function remove(context: TransitionContext, id: string): Promise<void> {
  return transition(context, id, 'delete', async (scope) => {
    await deletePost(scope, id);
    return { to: null };
  });
}

/** Fields of a target that are reset when a new round of attempts starts. */
const NEW_ROUND = { attempts: 0, firstAttemptAt: null, nextAttemptAt: null, doubts: 0, refusals: 0 } as const;

/** Schedules a post for the accounts where it is not published yet. */
export function schedule(context: TransitionContext, id: string, scheduledAt: Date): Promise<void> {
  return transition(context, id, 'schedule', async (scope, { post, targets }) => {
    checkTime(scheduledAt, context.now);
    const accounts = idsOf(targets.filter(isPending));
    await checkLimits({ ...context, scope }, post, accounts);
    await updateTargets(scope, id, accounts, { ...NEW_ROUND, status: 'scheduled', phase: null });
    await putDeliveries(scope, id, accounts, scheduledAt);
    await updatePost(scope, id, { status: 'scheduled', scheduledAt, updatedAt: context.now });
    await recordEvents(scope, context.now, [scheduledEvent(post, scheduledAt, accounts)]);
    return { to: 'scheduled', detail: scheduledAt.toISOString() };
  });
}

/**
 * Turns a scheduled post back into a draft; if it is published to some accounts, the others become
 * failed again.
 */
export function unschedule(context: TransitionContext, id: string): Promise<void> {
  return transition(context, id, 'unschedule', async (scope, { targets }) => {
    await deleteDeliveries(scope, id);
    const pending = targets.filter(isPending);
    const isDraft = pending.length === targets.length;
    const to = isDraft ? 'draft' : 'partially_published';
    await updateTargets(scope, id, idsOf(pending), { status: isDraft ? 'draft' : 'failed', phase: null });
    await updatePost(scope, id, { status: to, scheduledAt: null, updatedAt: context.now });
    return { to };
  });
}

/** Queues a post for the accounts where it is not published yet. */
export function publish(context: TransitionContext, id: string): Promise<void> {
  return transition(context, id, 'publish', (scope, found) => send(context, scope, found));
}

/** Queues a post again for the accounts where it failed. */
export function retry(context: TransitionContext, id: string): Promise<void> {
  return transition(context, id, 'retry', (scope, found) => send(context, scope, found));
}

async function send(context: TransitionContext, scope: Scope<Tables>, { post, targets }: Found) {
  const accountIds = idsOf(targets.filter(isPending));
  await checkLimits({ ...context, scope }, post, accountIds);
  const changes = { ...NEW_ROUND, status: 'publishing', phase: 'waiting', error: null } as const;
  await updateTargets(scope, post.id, accountIds, { ...changes, nextAttemptAt: context.now });
  await putDeliveries(scope, post.id, accountIds, context.now);
  await updatePost(scope, post.id, { status: 'publishing', updatedAt: context.now });
  return { to: 'publishing' } as const;
}

/** Returns whether the post is not yet published to the account. */
function isPending({ status }: Target): boolean {
  return status !== 'published';
}

/** A user's decision about an unconfirmed target. */
export interface Settlement {
  readonly accountId: string;
  readonly published: boolean;
  readonly url: string | null;
}

/** Resolves an unconfirmed target by a user's decision. */
export function settleByHand(
  context: TransitionContext,
  id: string,
  { accountId, published, url }: Settlement,
): Promise<void> {
  if (url && !published) throw invalidInput('url', '`url` is for a post that was published.');
  return inTransaction(context.scope, async (scope) => {
    const found = await lock(scope, id);
    const target = found.targets.find((each) => each.accountId === accountId);
    if (!target) throw notFound('The account of the post');
    if (target.status !== 'unconfirmed') throw conflict('Only an unconfirmed post can be settled.');
    const at = context.now;
    const changes: TargetChanges = {
      phase: null,
      nextAttemptAt: null,
      ...(published
        ? { status: 'published', url, error: null, publishedAt: at }
        : { status: 'failed', error: NOT_THERE }),
    };
    const { status } = changes;
    await updateTargets(scope, id, [accountId], changes);
    await recordEvents(scope, at, targetEvents(found.post, target, changes));
    await deleteDeliveries(scope, id, accountId);
    const others = found.targets.filter((each) => each !== target).map((each) => each.status);
    const publishedAt = found.post.publishedAt ?? (published ? at : null);
    await updatePost(scope, id, { status: statusOf([...others, status]), publishedAt, updatedAt: at });
    await insertAudit(scope, id, {
      at,
      actor: actorOf(context.principal),
      action: 'settle',
      accountId,
      from: target.status,
      to: status,
      detail: url,
    });
  });
}

const NOT_THERE = { code: 'refused' as const, message: 'Marked as not published by a user.' };

interface Found {
  readonly post: Post;
  readonly targets: readonly Target[];
}

/**
 * Runs a transition and writes its audit in one transaction; throws NOT_FOUND, or CONFLICT if the
 * status forbids it.
 */
function transition(
  context: TransitionContext,
  id: string,
  action: Transition,
  work: (scope: Scope<Tables>, found: Found) => Promise<{ to: PostStatus | null; detail?: string }>,
): Promise<void> {
  return inTransaction(context.scope, async (scope) => {
    const found = await lock(scope, id);
    const from = found.post.status;
    const refusal = refusalOf(action, from);
    if (refusal) throw conflict(refusal);
    const { to, detail = null } = await work(scope, found);
    await insertAudit(scope, id, {
      at: context.now,
      actor: actorOf(context.principal),
      action,
      from,
      to,
      detail,
    });
  });
}

async function lock(scope: Scope<Tables>, id: string): Promise<Found> {
  const post = await lockPost(scope, id);
  if (!post) throw notFound('The post');
  return { post, targets: await listTargets(scope, [id]) };
}

function idsOf(targets: readonly Target[]): string[] {
  return targets.map(({ accountId }) => accountId);
}
