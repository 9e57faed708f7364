import type { Logger } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import {
  type Credentials,
  type OutgoingMedia,
  type OutgoingPost,
  type PublishingPlatform as Platform,
  PublishError,
  type Publisher,
} from '@tributary/platforms';
import type { Kysely } from 'kysely';
import type { AccountCredentials } from '../accounts/index.ts';
import type { ConnectedAccount } from '../data/accounts.ts';
import { loadAccounts } from '../data/accounts.ts';
import type { Lease } from '../data/deliveries.ts';
import type { Tables } from '../data/tables.ts';
import { type Attempt, beginAttempt, markSending, settle } from './attempts.ts';
import {
  afterFinding,
  afterSending,
  MOST_REFUSALS,
  type Outcome,
  outcomeOf,
  type TargetTransition,
} from './delivery-outcome.ts';

/** Steps of a delivery, reported when they are complete; a process may die after any of them. */
export type Step = 'claimed' | 'sending' | 'sent' | 'stored' | 'found';

/** Dependencies of deliveries. */
export interface DeliveryParts {
  readonly db: Kysely<Tables>;
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  /** Returns credentials of connected accounts, renewed if necessary. */
  readonly credentials: AccountCredentials;
  /** Loads files to send, in the order of their ids. */
  readonly media: (scope: Scope<Tables>, ids: readonly string[]) => Promise<readonly OutgoingMedia[]>;
  readonly log: Logger;
  /** Returns the current time. */
  readonly now: () => Date;
  /** Duration of a lease, in milliseconds. */
  readonly leaseMs: number;
  /** Called after every step. */
  readonly step?: (step: Step) => Promise<void> | void;
}

/** Share of a lease in which the platform may be called; the rest is for storing the result. */
const CALL_SHARE = 0.75;

/** Delivers one leased target. */
export async function deliver(parts: DeliveryParts, lease: Lease): Promise<void> {
  const scope = { db: parts.db, workspaceId: lease.workspaceId };
  const [account] = await loadAccounts(scope, [lease.accountId]);
  const publisher = parts.publishers.get(account!.platform)!;
  const attempt = await beginAttempt(scope, lease, publisher, parts.now());
  if (!attempt) return;
  await parts.step?.('claimed');
  const transition = await (attempt.action === 'send' ? send : find)(parts, {
    scope,
    lease,
    attempt,
    account: account!,
    publisher,
  });
  if (!transition) return;
  await settle(scope, lease, transition, parts.now());
  await parts.step?.('stored');
}

interface Delivery {
  readonly scope: Scope<Tables>;
  readonly lease: Lease;
  readonly attempt: Attempt;
  readonly account: ConnectedAccount;
  readonly publisher: Publisher;
}

async function send(parts: DeliveryParts, delivery: Delivery): Promise<TargetTransition | null> {
  const { scope, lease, attempt, publisher } = delivery;
  const ready = await prepare(parts, delivery);
  if ('kind' in ready) return afterSending(ready, attempt.target, parts.now());
  if (!(await markSending(scope, lease, parts.now()))) return null;
  await parts.step?.('sending');
  const outcome = await outcomeOfCall(parts, delivery, ready.credentials, async () => ({
    kind: 'published',
    published: await publisher.publish(ready.post, ready.credentials, ready.signal),
  }));
  await parts.step?.('sent');
  return afterSending(outcome, attempt.target, parts.now());
}

async function find(parts: DeliveryParts, delivery: Delivery): Promise<TargetTransition> {
  const ready = await prepare(parts, delivery);
  if ('kind' in ready) return afterFinding(ready, delivery.attempt.target, parts.now());
  const outcome = await outcomeOfCall(parts, delivery, ready.credentials, async () => {
    const found = await delivery.publisher.find(ready.post, ready.credentials, ready.signal);
    if (found === 'unknown') return { kind: 'unknown' };
    return found ? { kind: 'published', published: found } : { kind: 'absent' };
  });
  await parts.step?.('found');
  return afterFinding(outcome, delivery.attempt.target, parts.now());
}

/** Arguments of a call to the platform. */
interface Ready {
  readonly post: OutgoingPost;
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
}

/** Milliseconds left to call the platform, counted from the start of the lease. */
function timeLeft({ leaseMs, now }: DeliveryParts, { until }: Lease): number {
  return Math.floor(until.getTime() - now().getTime() - leaseMs * (1 - CALL_SHARE));
}

/**
 * Prepares a call to the platform, or returns the outcome if there are no credentials. Nothing has
 * been sent yet.
 */
async function prepare(
  parts: DeliveryParts,
  { scope, lease, account, attempt: { post, target } }: Delivery,
): Promise<Ready | Outcome> {
  const time = timeLeft(parts, lease);
  const signal = time > 0 ? AbortSignal.timeout(time) : AbortSignal.abort();
  let credentials: Credentials | null;
  try {
    credentials = await parts.credentials(scope, account, { now: parts.now() });
  } catch (error) {
    return notRenewed(parts, error);
  }
  if (!credentials) return disconnected(account);
  const { reference, startedAt } = target;
  const media = await parts.media(scope, post.mediaIds);
  const { body, thread } = post;
  return { post: { body, thread, media, reference, startedAt }, credentials, signal };
}

/** Calls the platform, and maps an error to an outcome. */
async function outcomeOfCall(
  parts: DeliveryParts,
  delivery: Delivery,
  credentials: Credentials,
  call: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await call();
  } catch (error) {
    const outcome = outcomeOf(error);
    parts.log.warn({ err: error, fault: outcome.kind }, 'a platform did not accept a post');
    return outcome.kind === 'credentials' ? afterRefusal(parts, delivery, credentials, outcome) : outcome;
  }
}

/**
 * Renews rejected credentials, so that the target is retried as after a transient failure. The
 * target fails if there are no others, or once renewed ones have been rejected `MOST_REFUSALS`
 * times.
 */
async function afterRefusal(
  parts: DeliveryParts,
  { scope, account, attempt }: Delivery,
  refused: Credentials,
  outcome: Outcome & { readonly message: string },
): Promise<Outcome> {
  if (attempt.target.refusals >= MOST_REFUSALS) return outcome;
  try {
    const renewed = await parts.credentials(scope, account, { now: parts.now(), refused });
    return renewed ? { kind: 'retry', message: outcome.message, retryAfter: null, refused: true } : outcome;
  } catch (error) {
    return notRenewed(parts, error);
  }
}

/**
 * Returns the outcome of a failed renewal. Rethrows an internal error: the target is then retried
 * when its lease expires.
 */
function notRenewed({ log }: DeliveryParts, error: unknown): Outcome {
  if (!(error instanceof PublishError)) throw error;
  const outcome = outcomeOf(error);
  log.warn({ err: error, fault: outcome.kind }, 'failed to renew the credentials of an account');
  return outcome;
}

function disconnected({ handle }: ConnectedAccount): Outcome {
  return { kind: 'credentials', message: `${handle} is not connected.` };
}
