import { recordEvents } from '@tributary/kit/events';
import { type LeaseQueue, workLeases } from '@tributary/kit/jobs';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { PublishError } from '@tributary/platforms';
import { countTry, deleteAlertMessages, findAlertMessage } from '../data/alert-messages.ts';
import {
  type Destination,
  findDestination,
  findSealedCredentials,
  updateDestination,
} from '../data/destinations.ts';
import { deleteQueued, holdsLease, type Lease, leaseDue, putQueued } from '../data/queue.ts';
import type { Tables } from '../data/tables.ts';
import { destinationSecrets } from '../destinations/destination-secrets.ts';
import type { AlertMessage, Sender } from '../destinations/sender.ts';
import type { NotificationParts } from '../notification-parts.ts';
import { pauseAfter } from '../retry-delays.ts';
import { renderDigest } from './render-digest.ts';

/** Duration of a lease in milliseconds, several times that of sending a message. */
const LEASE = 60_000;
const TIMEOUT = 15_000;

/** Sends due messages until `signal` aborts, then waits for those in flight. */
export function sendAlerts(parts: NotificationParts, signal: AbortSignal): Promise<void> {
  return workLeases(messageQueue(parts), parts.log, signal);
}

function messageQueue(parts: NotificationParts): LeaseQueue<Lease> {
  return {
    lease(limit, busy) {
      const now = parts.clock();
      const until = new Date(now + LEASE);
      return leaseDue(parts.db, { work: 'message', now: new Date(now), until, limit, busy });
    },
    groupOf: ({ groupId }) => groupId,
    work: (lease) => deliver(parts, lease),
  };
}

/** A message and how it is sent. */
interface Outgoing {
  readonly destination: Destination;
  readonly sender: Sender;
  readonly message: AlertMessage;
  /** Attempts so far. */
  readonly tries: number;
}

async function deliver(parts: NotificationParts, lease: Lease): Promise<void> {
  const scope = { db: parts.db, workspaceId: lease.workspaceId };
  const outgoing = await prepare(parts, scope, lease);
  const failure = outgoing ? await send(parts, scope, outgoing) : null;
  await inTransaction(scope, async (inside) => {
    if (!(await holdsLease(inside.db, lease))) return;
    await settle(inside, lease, outgoing, failure, new Date(parts.clock()));
  });
}

/** Returns the message of a lease; null if it cannot be sent any more. */
async function prepare(
  { senders, publicUrl }: NotificationParts,
  scope: Scope<Tables>,
  lease: Lease,
): Promise<Outgoing | null> {
  const pending = await findAlertMessage(scope, lease.itemId);
  const destination = await findDestination(scope, lease.groupId);
  const sender = destination && senders.get(destination.kind);
  if (!pending || !destination || destination.disabledReason || !sender) return null;
  const options = { link: publicUrl(), reference: pending.id, sender };
  return { destination, sender, message: renderDigest(pending.digest, options), tries: pending.tries };
}

/** Sends a message; returns why it failed, or null. */
async function send(
  { secrets }: NotificationParts,
  scope: Scope<Tables>,
  { destination, sender, message }: Outgoing,
): Promise<PublishError | null> {
  const stored = await findSealedCredentials(scope, destination.id);
  const credentials = await destinationSecrets.open(secrets, scope.workspaceId, stored);
  try {
    await sender.send(message, credentials ?? {}, AbortSignal.timeout(TIMEOUT));
    return null;
  } catch (error) {
    if (error instanceof PublishError) return error;
    throw error;
  }
}

/**
 * Stores the result. A message whose response was lost is sent again, because a second alert is
 * better than none.
 */
async function settle(
  scope: Scope<Tables>,
  lease: Lease,
  outgoing: Outgoing | null,
  failure: PublishError | null,
  now: Date,
): Promise<void> {
  const lastError = failure?.message ?? null;
  if (outgoing && outgoing.destination.lastError !== lastError)
    await updateDestination(scope, lease.groupId, { lastError });
  if (outgoing && failure?.fault === 'credentials') return disable(scope, outgoing.destination, failure, now);
  const isRepeated = failure?.fault === 'retry' || failure?.fault === 'unconfirmed';
  const pause = isRepeated ? pauseAfter(outgoing!.tries, (failure.retryAfter ?? 0) * 1_000) : undefined;
  if (pause === undefined) {
    await deleteAlertMessages(scope, lease.groupId, lease.itemId);
    return deleteQueued(scope, 'message', lease.groupId, lease.itemId);
  }
  await countTry(scope, lease.itemId);
  await putQueued(scope.db, 'message', [{ ...lease, dueAt: new Date(now.getTime() + pause) }]);
}

/** Disables a destination whose credentials were rejected, and drops its messages. */
async function disable(
  scope: Scope<Tables>,
  { id, name, kind }: Destination,
  { message }: PublishError,
  now: Date,
): Promise<void> {
  await updateDestination(scope, id, { disabledReason: 'rejected' });
  await deleteAlertMessages(scope, id);
  await deleteQueued(scope, 'message', id);
  const payload = { destinationId: id, name, kind, message };
  await recordEvents(scope, now, [{ type: 'destination.disabled', subject: id, payload }]);
}
