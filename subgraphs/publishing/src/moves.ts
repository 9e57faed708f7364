import { actorOf, invalidInput, notFound, type Principal } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { insertAudit } from './data/audit.ts';
import { deleteDeliveries, putDeliveries } from './data/deliveries.ts';
import { deletePost, insertPost, lockPost, type Post, updatePost } from './data/posts.ts';
import type { Tables } from './data/tables.ts';
import { listTargets, replaceTargets, type Target, updateTargets } from './data/targets.ts';
import { idOfTry, newId } from './ids.ts';
import { type CheckedPost, checkFits, checkTime, conflict, holdMedia } from './post-input.ts';
import { type Move, type PostStatus, refusalOf, statusOf } from './post-state.ts';
import type { Platform, Publisher } from './publishers/publisher.ts';

/** Who moves a post, and with what. */
export interface Mover {
  readonly scope: Scope<Tables>;
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  readonly principal: Principal | null;
  readonly now: Date;
  /** The same for every try of a request: a post is made by one of them. */
  readonly once?: string | undefined;
}

/** Makes a draft, or a scheduled post; its id. */
export async function create(
  mover: Mover,
  post: CheckedPost & { body: string },
  scheduledAt: Date | null,
): Promise<string> {
  const { now } = mover;
  const { body, thread = [], tags = [], accountIds = [], mediaIds = [], replyTo = null } = post;
  if (scheduledAt) checkTime(scheduledAt, now);
  const id = mover.once ? idOfTry('post', mover.once) : newId('post');
  await inTransaction(mover.scope, async (scope) => {
    await holdMedia(scope, mediaIds);
    if (scheduledAt) await checkFits({ ...mover, scope }, { body, thread, mediaIds }, accountIds);
    const status = scheduledAt ? 'scheduled' : 'draft';
    const made = { id, status, body, thread, tags, mediaIds, replyTo, scheduledAt, createdAt: now } as const;
    // An earlier try has come so far, and was not answered.
    if (!(await insertPost(scope, made))) return;
    await replaceTargets(scope, id, accountIds, status);
    if (scheduledAt) await putDeliveries(scope, id, accountIds, scheduledAt);
    await insertAudit(scope, id, { at: now, actor: actorOf(mover.principal), action: 'create', to: status });
  });
  return id;
}

/**
 * Changes what is given of a draft, a scheduled or a failed post. What failed becomes a draft: it is another post then, for
 * which the key of the earlier attempts must not be used.
 */
export function update(mover: Mover, id: string, changes: CheckedPost): Promise<void> {
  return move(mover, id, 'update', async (scope, { post, targets }) => {
    if (targets.some(({ status }) => status === 'published'))
      throw conflict('A post that is published to one of its accounts cannot be changed.');
    const { accountIds = idsOf(targets), ...rest } = changes;
    await holdMedia(scope, rest.mediaIds ?? []);
    const isScheduled = post.status === 'scheduled';
    if (isScheduled) await checkFits({ ...mover, scope }, { ...post, ...rest }, accountIds);
    const status = isScheduled ? 'scheduled' : 'draft';
    const { body, thread, ...others } = rest;
    const texts = { body: body ?? post.body, thread: thread ?? post.thread };
    await updatePost(scope, id, { ...others, texts, status, updatedAt: mover.now });
    if (changes.accountIds || post.status === 'failed' || targets.some(({ reference }) => reference))
      await replaceTargets(scope, id, accountIds, status);
    if (isScheduled) await putDeliveries(scope, id, accountIds, post.scheduledAt!);
    return { to: status };
  });
}

/** Deletes a post; what became of it stays written. */
export function remove(mover: Mover, id: string): Promise<void> {
  return move(mover, id, 'delete', async (scope) => {
    await deletePost(scope, id);
    return { to: null };
  });
}

/** What of a target begins anew with a round of attempts. */
const NEW_ROUND = { attempts: 0, firstAttemptAt: null, nextAttemptAt: null, doubts: 0, refusals: 0 } as const;

/** Has a post published at a time, to the accounts where it is not published yet. */
export function schedule(mover: Mover, id: string, scheduledAt: Date): Promise<void> {
  return move(mover, id, 'schedule', async (scope, { post, targets }) => {
    checkTime(scheduledAt, mover.now);
    const accounts = idsOf(targets.filter(isPending));
    await checkFits({ ...mover, scope }, post, accounts);
    await updateTargets(scope, id, accounts, { ...NEW_ROUND, status: 'scheduled', phase: null });
    await putDeliveries(scope, id, accounts, scheduledAt);
    await updatePost(scope, id, { status: 'scheduled', scheduledAt, updatedAt: mover.now });
    return { to: 'scheduled', detail: scheduledAt.toISOString() };
  });
}

/** Makes a scheduled post a draft again; one that is published to some accounts has failed at the others again. */
export function unschedule(mover: Mover, id: string): Promise<void> {
  return move(mover, id, 'unschedule', async (scope, { targets }) => {
    await deleteDeliveries(scope, id);
    const pending = targets.filter(isPending);
    const isDraft = pending.length === targets.length;
    const to = isDraft ? 'draft' : 'partially_published';
    await updateTargets(scope, id, idsOf(pending), { status: isDraft ? 'draft' : 'failed', phase: null });
    await updatePost(scope, id, { status: to, scheduledAt: null, updatedAt: mover.now });
    return { to };
  });
}

/** Sends a post on its way to the accounts where it is not published yet. */
export function publish(mover: Mover, id: string): Promise<void> {
  return move(mover, id, 'publish', (scope, found) => send(mover, scope, found));
}

/** Sends a post on its way again to the accounts where it has failed. */
export function retry(mover: Mover, id: string): Promise<void> {
  return move(mover, id, 'retry', (scope, found) => send(mover, scope, found));
}

async function send(mover: Mover, scope: Scope<Tables>, { post, targets }: Found) {
  const accountIds = idsOf(targets.filter(isPending));
  await checkFits({ ...mover, scope }, post, accountIds);
  const changes = { ...NEW_ROUND, status: 'publishing', phase: 'waiting', error: null } as const;
  await updateTargets(scope, post.id, accountIds, { ...changes, nextAttemptAt: mover.now });
  await putDeliveries(scope, post.id, accountIds, mover.now);
  await updatePost(scope, post.id, { status: 'publishing', updatedAt: mover.now });
  return { to: 'publishing' } as const;
}

/** Whether a post that may be moved is still to be published to an account. */
function isPending({ status }: Target): boolean {
  return status !== 'published';
}

/** What a person says of an unconfirmed target that its platform could not be asked about. */
export interface Settlement {
  readonly accountId: string;
  readonly published: boolean;
  readonly url: string | null;
}

/** Settles an unconfirmed target. */
export function settleByHand(
  mover: Mover,
  id: string,
  { accountId, published, url }: Settlement,
): Promise<void> {
  if (url && !published) throw invalidInput('url', '`url` is for a post that was published.');
  return inTransaction(mover.scope, async (scope) => {
    const found = await lock(scope, id);
    const target = found.targets.find((each) => each.accountId === accountId);
    if (!target) throw notFound('The account of the post');
    if (target.status !== 'unconfirmed') throw conflict('Only an unconfirmed post can be settled.');
    const at = mover.now;
    const status = published ? 'published' : 'failed';
    await updateTargets(scope, id, [accountId], {
      status,
      phase: null,
      nextAttemptAt: null,
      ...(published ? { url, error: null, publishedAt: at } : { error: NOT_THERE }),
    });
    await deleteDeliveries(scope, id, accountId);
    const others = found.targets.filter((each) => each !== target).map((each) => each.status);
    const publishedAt = found.post.publishedAt ?? (published ? at : null);
    await updatePost(scope, id, { status: statusOf([...others, status]), publishedAt, updatedAt: at });
    await insertAudit(scope, id, {
      at,
      actor: actorOf(mover.principal),
      action: 'settle',
      accountId,
      from: target.status,
      to: status,
      detail: url,
    });
  });
}

const NOT_THERE = { code: 'refused' as const, message: 'It does not stand there, as was said by hand.' };

interface Found {
  readonly post: Post;
  readonly targets: readonly Target[];
}

/** Moves a post in one transaction, with what became of it written down; NOT_FOUND, and CONFLICT by the rules of states. */
function move(
  mover: Mover,
  id: string,
  action: Move,
  work: (scope: Scope<Tables>, found: Found) => Promise<{ to: PostStatus | null; detail?: string }>,
): Promise<void> {
  return inTransaction(mover.scope, async (scope) => {
    const found = await lock(scope, id);
    const from = found.post.status;
    const refusal = refusalOf(action, from);
    if (refusal) throw conflict(refusal);
    const { to, detail = null } = await work(scope, found);
    await insertAudit(scope, id, {
      at: mover.now,
      actor: actorOf(mover.principal),
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
