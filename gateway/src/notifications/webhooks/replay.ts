import { randomUUID } from 'node:crypto';
import { invalidInput, notFound, TributaryError } from '@tributary/kit';
import { findSequenceBefore, type LoggedEvent, listEvents } from '@tributary/kit/events';
import { inTransaction, isUuid, type Scope } from '@tributary/kit/postgres';
import {
  type Delivery,
  findDelivery,
  type NewDelivery,
  updateDelivery,
  upsertDeliveries,
} from '../data/deliveries.ts';
import type { Tables } from '../data/tables.ts';
import type { Webhook } from '../data/webhooks.ts';
import { requireWebhook } from './change-webhooks.ts';
import { outgoingOf } from './deliver-webhooks.ts';
import { queueDeliveries } from './queue-deliveries.ts';
import { sendMessage } from './send-message.ts';
import { testMessage } from './webhook-message.ts';
import type { WebhookParts } from './webhook-parts.ts';

/** Maximum number of events that one request replays. */
const MOST_REPLAYED = 10_000;
const PAGE = 1_000;

/** Sends a delivery again, successful or not, and retries it as if it were new. */
export async function replayDelivery(
  { clock }: WebhookParts,
  scope: Scope<Tables>,
  id: string,
): Promise<Delivery> {
  const delivery = isUuid(id) ? await findDelivery(scope, id) : undefined;
  if (!delivery) throw notFound('The delivery');
  if (delivery.sequence === null)
    throw new TributaryError('CONFLICT', 'A test cannot be replayed. Send another test instead.');
  requireEnabled(await requireWebhook(scope, delivery.webhookId));
  const now = new Date(clock());
  const again = { ...delivery, workspaceId: scope.workspaceId, createdAt: now };
  await inTransaction(scope, ({ db }) => queueDeliveries(db, [again], now));
  return (await findDelivery(scope, id))!;
}

/** The time of the events to replay: from the first, to before the second. */
export interface ReplayRange {
  readonly from: Date;
  readonly to: Date;
}

/**
 * Sends the events of a range of time again, delivered before or not, if the webhook receives their
 * types. Returns their number; throws INVALID_INPUT if there are too many.
 */
export async function replayEvents(
  { clock }: WebhookParts,
  scope: Scope<Tables>,
  id: string,
  { from, to }: ReplayRange,
): Promise<number> {
  const webhook = requireEnabled(await requireWebhook(scope, id));
  if (from >= to) throw invalidInput('from', '`from` must be before `to`.');
  const now = new Date(clock());
  const events = await eventsOf(scope, webhook, { from, to });
  await inTransaction(scope, async ({ db }) => {
    for (let start = 0; start < events.length; start += PAGE) {
      const page = events.slice(start, start + PAGE);
      await queueDeliveries(
        db,
        page.map((event) => deliveryOf(webhook, event, now)),
        now,
      );
    }
  });
  return events.length;
}

type EventKey = Pick<LoggedEvent, 'workspaceId' | 'sequence' | 'subject' | 'type'>;

async function eventsOf(
  scope: Scope<Tables>,
  { types }: Webhook,
  { from, to }: ReplayRange,
): Promise<EventKey[]> {
  const events: EventKey[] = [];
  for (let after = await findSequenceBefore(scope, from); ; ) {
    const page = await listEvents(scope, { after, since: from, before: to, types, limit: PAGE });
    // Their payloads are not needed, and could be large.
    events.push(...page.map(({ payload: _, at: __, ...key }) => key));
    if (events.length > MOST_REPLAYED)
      throw invalidInput('from', `At most ${MOST_REPLAYED} events can be replayed at a time.`);
    if (page.length < PAGE) return events;
    after = page.at(-1)!.sequence;
  }
}

function deliveryOf({ id }: Webhook, event: EventKey, now: Date): NewDelivery {
  return { ...event, id: randomUUID(), webhookId: id, createdAt: now };
}

/** Sends a test to a webhook, enabled or not, and returns its entry in the delivery log. */
export async function sendTest(parts: WebhookParts, scope: Scope<Tables>, id: string): Promise<Delivery> {
  const webhook = await requireWebhook(scope, id);
  const test: NewDelivery = {
    workspaceId: scope.workspaceId,
    id: randomUUID(),
    webhookId: id,
    sequence: null,
    subject: null,
    type: 'webhook.test',
    createdAt: new Date(parts.clock()),
  };
  const outgoing = await outgoingOf(parts, scope, webhook, testMessage(test));
  const { attempt } = await sendMessage(outgoing, parts.send);
  const status = attempt.error === null ? 'delivered' : 'failed';
  await inTransaction(scope, async (inside) => {
    await upsertDeliveries(inside.db, [test]);
    await updateDelivery(inside, test.id, { status, nextAttemptAt: null, attempt });
  });
  return (await findDelivery(scope, test.id))!;
}

function requireEnabled(webhook: Webhook): Webhook {
  if (webhook.disabledReason)
    throw new TributaryError('CONFLICT', 'The webhook is disabled. Enable it first.');
  return webhook;
}
