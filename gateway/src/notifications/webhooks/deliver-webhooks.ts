import { findEvent, recordEvents } from '@tributary/kit/events';
import { type LeaseQueue, workLeases } from '@tributary/kit/jobs';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import {
  type Delivery,
  failPending,
  findDelivery,
  lockDelivery,
  updateDelivery,
} from '../data/deliveries.ts';
import { deleteQueued, holdsLease, type Lease, leaseDue, putQueued } from '../data/queue.ts';
import type { DisabledReason, Tables } from '../data/tables.ts';
import {
  findSealedSecrets,
  findWebhook,
  lockWebhook,
  updateWebhook,
  type Webhook,
} from '../data/webhooks.ts';
import { type AfterAttempt, type AttemptResult, afterAttempt } from './after-attempt.ts';
import { dequeueDelivery } from './queue-deliveries.ts';
import { type Outgoing, sendMessage } from './send-message.ts';
import { liveSecrets } from './signing-secrets.ts';
import { testMessage, type WebhookMessage, webhookMessage } from './webhook-message.ts';
import type { WebhookParts } from './webhook-parts.ts';

/**
 * Duration of a lease in milliseconds, several times that of a request: when it expires, another
 * process takes over from a killed one, and the receiver may get the message a second time.
 */
const LEASE = 60_000;

/** Sends due deliveries until `signal` aborts, then waits for those in flight. */
export function deliverWebhooks(parts: WebhookParts, signal: AbortSignal): Promise<void> {
  return workLeases(deliveryQueue(parts), parts.log, signal);
}

/** The queue of deliveries, limited per webhook. */
export function deliveryQueue(parts: WebhookParts): LeaseQueue<Lease> {
  return {
    lease(limit, busy) {
      const now = parts.clock();
      const until = new Date(now + LEASE);
      return leaseDue(parts.db, { work: 'delivery', now: new Date(now), until, limit, busy });
    },
    groupOf: ({ groupId }) => groupId,
    work: (lease) => deliver(parts, lease),
  };
}

async function deliver(parts: WebhookParts, lease: Lease): Promise<void> {
  const scope = { db: parts.db, workspaceId: lease.workspaceId };
  const outgoing = await prepare(parts, scope, lease);
  const result = outgoing && (await sendMessage(outgoing, parts.send));
  await inTransaction(scope, (inside) => settle(inside, lease, result, new Date(parts.clock())));
}

/** Returns the request of a delivery; null if nothing can be sent any more. */
async function prepare(parts: WebhookParts, scope: Scope<Tables>, lease: Lease): Promise<Outgoing | null> {
  const webhook = await findWebhook(scope, lease.groupId);
  const delivery = await findDelivery(scope, lease.itemId);
  if (!webhook || webhook.disabledReason || !delivery) return null;
  const message = await findMessage(parts, scope, delivery);
  return message && outgoingOf(parts, scope, webhook, message);
}

/** Returns a message to a webhook, with the secrets that sign it now. */
export async function outgoingOf(
  { secrets, clock }: WebhookParts,
  scope: Scope<Tables>,
  { id, url }: Webhook,
  message: WebhookMessage,
): Promise<Outgoing> {
  const sealed = await findSealedSecrets(scope, id);
  const live = await liveSecrets(secrets, scope.workspaceId, sealed!, new Date(clock()));
  return { url, message, secrets: live };
}

/** Returns the message of a delivery; null if its event has expired. */
export async function findMessage(
  { publicUrl }: Pick<WebhookParts, 'publicUrl'>,
  scope: Scope<Tables>,
  delivery: Delivery,
): Promise<WebhookMessage | null> {
  if (delivery.sequence === null) return testMessage(delivery);
  const event = await findEvent(scope, delivery.sequence);
  return event ? webhookMessage(event, publicUrl()) : null;
}

/**
 * Stores the result of an attempt, unless the lease has passed to another worker. Without a result,
 * nothing could be sent, and the delivery fails.
 */
async function settle(
  scope: Scope<Tables>,
  lease: Lease,
  result: AttemptResult | null,
  now: Date,
): Promise<void> {
  const webhook = await lockWebhook(scope, lease.groupId);
  if (!(await holdsLease(scope.db, lease))) return;
  const delivery = await lockDelivery(scope, lease.itemId);
  if (!webhook || !delivery) return deleteQueued(scope, 'delivery', lease.groupId, lease.itemId);
  const after = result ? afterAttempt(delivery, webhook, result, now) : notSent(webhook);
  const { nextAttemptAt } = after.delivery;
  await updateDelivery(scope, delivery.id, after.delivery);
  if (nextAttemptAt) await putQueued(scope.db, 'delivery', [{ ...lease, dueAt: nextAttemptAt }]);
  else await dequeueDelivery(scope, delivery, now);
  if (webhook.failingSince?.getTime() !== after.failingSince?.getTime())
    await updateWebhook(scope, webhook.id, { failingSince: after.failingSince });
  if (after.disabledReason) await disable(scope, webhook, after.disabledReason, now);
}

function notSent({ failingSince }: Webhook): AfterAttempt {
  const delivery = { status: 'failed', nextAttemptAt: null, attempt: null } as const;
  return { delivery, failingSince, disabledReason: null };
}

const DISABLED = {
  gone: 'The server answered 410.',
  failing: 'Every attempt has failed for five days.',
} as const;

async function disable(
  scope: Scope<Tables>,
  webhook: Webhook,
  reason: Exclude<DisabledReason, 'by_user'>,
  now: Date,
): Promise<void> {
  await stopDeliveries(scope, webhook.id, reason);
  const { host } = new URL(webhook.url);
  const payload = { webhookId: webhook.id, host, reason, message: DISABLED[reason] };
  await recordEvents(scope, now, [{ type: 'webhook.disabled', subject: webhook.id, payload }]);
}

/** Disables a webhook and fails its pending deliveries. */
export async function stopDeliveries(
  scope: Scope<Tables>,
  webhookId: string,
  reason: DisabledReason,
): Promise<Webhook | undefined> {
  const webhook = await updateWebhook(scope, webhookId, { disabledReason: reason });
  await failPending(scope, webhookId);
  await deleteQueued(scope, 'delivery', webhookId);
  return webhook;
}
