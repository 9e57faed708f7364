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
import { findRuleNode, ruleMutations, ruleQueries, ruleTypes } from './alert-rules.ts';
import { checkFirst, checkPosition, type PageArguments, readPage } from './bounds.ts';
import {
  destinationMutations,
  destinationQueries,
  destinationTypes,
  findDestinationNode,
} from './destinations.ts';
import { Mutation } from './mutations.ts';
import { Subscription } from './subscriptions.ts';
import { findViewNode, viewMutations, viewQueries, viewTypes } from './views.ts';

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
async function findWebhookNode(id: string, context: Context): Promise<Webhook | null> {
  return isUuid(id) ? ((await findWebhook(context.scope(), id)) ?? null) : null;
}

/** Finds a delivery by its global id. */
async function findDeliveryNode(id: string, context: Context): Promise<Delivery | null> {
  return isUuid(id) ? ((await findDelivery(context.scope(), id)) ?? null) : null;
}

/** How objects are found by their global ids. */
export const nodes = {
  Webhook: findWebhookNode,
  WebhookDelivery: findDeliveryNode,
  Destination: findDestinationNode,
  AlertRule: findRuleNode,
  SavedView: findViewNode,
};

export const resolvers = {
  ...destinationTypes,
  ...ruleTypes,
  ...viewTypes,

  Query: {
    ...destinationQueries,
    ...ruleQueries,
    ...viewQueries,
    webhooks: (_: unknown, page: PageArguments, { scope }: Context) =>
      listWebhooks(scope(), readPage(page, 'a webhook')),
    async events(_: unknown, { afterSequence, since, types, first }: EventsArguments, context: Context) {
      checkFirst(first);
      const from = since ? await findSequenceBefore(context.scope(), since) : 0;
      const after = Math.max(afterSequence, from);
      return listEvents(context.scope(), { after, since, types: types ?? null, limit: first });
    },
  },
  Mutation: { ...Mutation, ...destinationMutations, ...ruleMutations, ...viewMutations },
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
      return context.deliveries.load({
        webhookId: id,
        status: status ?? null,
        before: checkPosition('before', before, 'a delivery'),
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
