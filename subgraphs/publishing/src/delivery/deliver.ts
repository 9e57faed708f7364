import type { Logger } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import type { AccountCredentials } from '../accounts/renewal.ts';
import type { ConnectedAccount } from '../data/accounts.ts';
import { loadAccounts } from '../data/accounts.ts';
import type { Claim } from '../data/deliveries.ts';
import type { Tables } from '../data/tables.ts';
import {
  type Credentials,
  type OutgoingMedia,
  type OutgoingPost,
  type Platform,
  PublishError,
  type Publisher,
} from '../publishers/publisher.ts';
import {
  afterFinding,
  afterSending,
  type Consequence,
  MOST_REFUSALS,
  type Outcome,
  outcomeOf,
} from './outcome.ts';
import { type Begun, begin, markSending, settle } from './record.ts';

/** The steps of a delivery, each told when it is behind it; a process may end after any of them. */
export type Step = 'claimed' | 'sending' | 'sent' | 'kept' | 'found';

/** What deliveries are made with. */
export interface DeliveryParts {
  readonly db: Kysely<Tables>;
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  /** Credentials of accounts that can be published to, renewed where they must be. */
  readonly credentials: AccountCredentials;
  /** Files to be sent, in the order of their ids. */
  readonly media: (scope: Scope<Tables>, ids: readonly string[]) => Promise<readonly OutgoingMedia[]>;
  readonly log: Logger;
  readonly clock: () => Date;
  /** How long a worker may have a target, in milliseconds. */
  readonly lease: number;
  /** Told of every step. */
  readonly step?: (step: Step) => Promise<void> | void;
}

/** Part of a lease in which a platform may be asked; the rest is for keeping what came of it. */
const ASKING = 0.75;

/** Does what is to be done for one claimed target. */
export async function deliver(parts: DeliveryParts, claim: Claim): Promise<void> {
  const scope = { db: parts.db, workspaceId: claim.workspaceId };
  const [account] = await loadAccounts(scope, [claim.accountId]);
  const publisher = parts.publishers.get(account!.platform)!;
  const begun = await begin(scope, claim, publisher, parts.clock());
  if (!begun) return;
  await parts.step?.('claimed');
  const consequence = await (begun.duty === 'send' ? send : find)(parts, {
    scope,
    claim,
    begun,
    account: account!,
    publisher,
  });
  if (!consequence) return;
  await settle(scope, claim, consequence, parts.clock());
  await parts.step?.('kept');
}

interface Delivery {
  readonly scope: Scope<Tables>;
  readonly claim: Claim;
  readonly begun: Begun;
  readonly account: ConnectedAccount;
  readonly publisher: Publisher;
}

async function send(parts: DeliveryParts, delivery: Delivery): Promise<Consequence | null> {
  const { scope, claim, begun, publisher } = delivery;
  const ready = await prepare(parts, delivery);
  if ('kind' in ready) return afterSending(ready, begun.target, parts.clock());
  if (!(await markSending(scope, claim, parts.clock()))) return null;
  await parts.step?.('sending');
  const outcome = await tried(parts, delivery, ready.credentials, async () => ({
    kind: 'published',
    published: await publisher.publish(ready.post, ready.credentials, ready.signal),
  }));
  await parts.step?.('sent');
  return afterSending(outcome, begun.target, parts.clock());
}

async function find(parts: DeliveryParts, delivery: Delivery): Promise<Consequence> {
  const ready = await prepare(parts, delivery);
  if ('kind' in ready) return afterFinding(ready, delivery.begun.target, parts.clock());
  const outcome = await tried(parts, delivery, ready.credentials, async () => {
    const found = await delivery.publisher.find(ready.post, ready.credentials, ready.signal);
    if (found === 'unknown') return { kind: 'unknown' };
    return found ? { kind: 'published', published: found } : { kind: 'absent' };
  });
  await parts.step?.('found');
  return afterFinding(outcome, delivery.begun.target, parts.clock());
}

/** What a platform is asked with. */
interface Ready {
  readonly post: OutgoingPost;
  readonly credentials: Credentials;
  readonly signal: AbortSignal;
}

/** How long the platform may still be asked: counted from when the lease was taken, as all that came before takes of it. */
function askingTime({ lease, clock }: DeliveryParts, { until }: Claim): number {
  return Math.floor(until.getTime() - clock().getTime() - lease * (1 - ASKING));
}

/** Gets ready to ask a platform; without credentials, what that means. Nothing of the post has been sent. */
async function prepare(
  parts: DeliveryParts,
  { scope, claim, account, begun: { post, target } }: Delivery,
): Promise<Ready | Outcome> {
  const time = askingTime(parts, claim);
  const signal = time > 0 ? AbortSignal.timeout(time) : AbortSignal.abort();
  let credentials: Credentials | null;
  try {
    credentials = await parts.credentials(scope, account, { now: parts.clock() });
  } catch (error) {
    return notRenewed(parts, error);
  }
  if (!credentials) return disconnected(account);
  const { reference, startedAt } = target;
  const media = await parts.media(scope, post.mediaIds);
  const { body, thread } = post;
  return { post: { body, thread, media, reference, startedAt }, credentials, signal };
}

async function tried(
  parts: DeliveryParts,
  delivery: Delivery,
  credentials: Credentials,
  ask: () => Promise<Outcome>,
): Promise<Outcome> {
  try {
    return await ask();
  } catch (error) {
    const outcome = outcomeOf(error);
    parts.log.warn({ err: error, fault: outcome.kind }, 'a platform has not taken a post');
    return outcome.kind === 'credentials' ? afterRefusal(parts, delivery, credentials, outcome) : outcome;
  }
}

/**
 * What it comes to that credentials were refused, and the post with them: with others it is tried again as after any
 * passing failure. A platform that refuses them to the last attempt is believed.
 */
async function afterRefusal(
  parts: DeliveryParts,
  { scope, account, begun }: Delivery,
  refused: Credentials,
  outcome: Outcome & { readonly message: string },
): Promise<Outcome> {
  if (begun.target.refusals >= MOST_REFUSALS) return outcome;
  try {
    const others = await parts.credentials(scope, account, { now: parts.clock(), refused });
    return others ? { kind: 'retry', message: outcome.message, retryAfter: null, refused: true } : outcome;
  } catch (error) {
    return notRenewed(parts, error);
  }
}

/** What it comes to that credentials were not renewed; a failure of our own is left to the end of the lease. */
function notRenewed({ log }: DeliveryParts, error: unknown): Outcome {
  if (!(error instanceof PublishError)) throw error;
  const outcome = outcomeOf(error);
  log.warn({ err: error, fault: outcome.kind }, 'the credentials of an account were not renewed');
  return outcome;
}

function disconnected({ handle }: ConnectedAccount): Outcome {
  return { kind: 'credentials', message: `${handle} is not connected.` };
}
