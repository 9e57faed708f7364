import { invalidInput } from '@tributary/kit';
import {
  EVENT_TYPES,
  type EventType as EventTypeName,
  eventMessage,
  findSequenceBefore,
  isEventType,
  type LoggedEvent,
  listEvents,
} from '@tributary/kit/events';
import { isUuid } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import { type Delivery, findDelivery } from '../data/deliveries.ts';
import type { DeliveryStatus } from '../data/tables.ts';
import { findWebhook, listWebhooks, type Webhook } from '../data/webhooks.ts';
import { testMessage, webhookMessage } from '../webhooks/webhook-message.ts';
import { Mutation } from './mutations.ts';
import { Subscription } from './subscriptions.ts';

const MOST = 100;

interface EventsArguments {
  readonly afterSequence: number;
  readonly since?: Date | null;
  readonly types?: readonly EventTypeName[] | null;
  readonly first: number;
}

interface DeliveriesArguments {
  readonly first: number;
  readonly before?: string | null;
  readonly status?: DeliveryStatus | null;
}

/** Finds a webhook by its global id. */
export async function findWebhookNode(id: string, context: Context): Promise<Webhook | null> {
  return isUuid(id) ? ((await findWebhook(context.scope(), id)) ?? null) : null;
}

/** Finds a delivery by its global id. */
export async function findDeliveryNode(id: string, context: Context): Promise<Delivery | null> {
  return isUuid(id) ? ((await findDelivery(context.scope(), id)) ?? null) : null;
}

export const resolvers = {
  Query: {
    webhooks: (_: unknown, __: unknown, context: Context) => listWebhooks(context.scope()),
    async events(_: unknown, { afterSequence, since, types, first }: EventsArguments, context: Context) {
      checkFirst(first);
      const from = since ? await findSequenceBefore(context.scope(), since) : 0;
      const after = Math.max(afterSequence, from);
      return listEvents(context.scope(), { after, since, types: types ?? null, limit: first });
    },
  },
  Mutation,
  Subscription,

  Event: {
    timestamp: ({ at }: LoggedEvent) => at,
    message: (event: LoggedEvent) => JSON.stringify(eventMessage(event)),
  },

  Webhook: {
    __resolveReference: ({ id }: { id: string }, context: Context) => findWebhookNode(id, context),
    isEnabled: ({ disabledReason }: Webhook) => disabledReason === null,
    deliveries({ id }: Webhook, { first, before, status }: DeliveriesArguments, context: Context) {
      checkFirst(first);
      if (before && !isUuid(before)) throw invalidInput('before', '`before` must be the id of a delivery.');
      return context.deliveries.load({
        webhookId: id,
        status: status ?? null,
        before: before ?? null,
        limit: first,
      });
    },
  },

  WebhookDelivery: {
    __resolveReference: ({ id }: { id: string }, context: Context) => findDeliveryNode(id, context),
    type: ({ type }: Delivery) => (isEventType(type) ? type : null),
    async body(delivery: Delivery, _: unknown, context: Context) {
      if (delivery.sequence === null) return testMessage(delivery).body;
      const event = await context.events.load(delivery.sequence);
      return event && webhookMessage(event, context.parts.publicUrl()).body;
    },
  },

  WebhookAttempt: { at: ({ at }: { at: string }) => new Date(at) },

  EventType: Object.fromEntries(
    EVENT_TYPES.map((type) => [type.replace('.', '_').toUpperCase(), type]),
  ) as Record<string, string>,
  WebhookDisabledReason: { BY_USER: 'by_user', GONE: 'gone', FAILING: 'failing' },
  WebhookDeliveryStatus: { PENDING: 'pending', DELIVERED: 'delivered', FAILED: 'failed' },
};

function checkFirst(first: number): void {
  if (first < 1 || first > MOST)
    throw invalidInput('first', `\`first\` must be from 1 to ${MOST}, got ${first}.`);
}
