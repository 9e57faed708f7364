import { invalidInput, withFailures } from '@tributary/kit';
import type { Context } from '../context.ts';
import { changeWebhook, createWebhook, removeWebhook, rotateSecret } from '../webhooks/change-webhooks.ts';
import { type ReplayRange, replayDelivery, replayEvents, sendTest } from '../webhooks/replay.ts';
import type { RequestedInput } from '../webhooks/webhook-input.ts';

const MOST_OVERLAP_HOURS = 168;

interface Identified {
  readonly id: string;
}
type Created = RequestedInput & { readonly url: string };
type Updated = RequestedInput & { readonly isEnabled?: boolean | null };

export const Mutation = {
  createWebhook: (_: unknown, { input }: { input: Created }, { parts, scope }: Context) =>
    expected(async () => ({
      __typename: 'WebhookCreated',
      ...(await createWebhook(parts, scope(), input)),
    })),

  updateWebhook: (_: unknown, { id, input }: Identified & { input: Updated }, { parts, scope }: Context) =>
    expected(async () => ({
      __typename: 'WebhookUpdated',
      webhook: await changeWebhook(parts, scope(), id, input),
    })),

  deleteWebhook: (_: unknown, { id }: Identified, { scope }: Context) =>
    expected(async () => {
      await removeWebhook(scope(), id);
      return { __typename: 'WebhookDeleted', id };
    }),

  rotateWebhookSecret: (
    _: unknown,
    { id, overlapHours }: Identified & { overlapHours: number },
    { parts, scope }: Context,
  ) =>
    expected(async () => {
      if (overlapHours < 0 || overlapHours > MOST_OVERLAP_HOURS)
        throw invalidInput(
          'overlapHours',
          `\`overlapHours\` must be from 0 to ${MOST_OVERLAP_HOURS}, got ${overlapHours}.`,
        );
      const { previousUntil, ...rotated } = await rotateSecret(parts, scope(), id, overlapHours);
      return { __typename: 'WebhookSecretRotated', ...rotated, previousValidUntil: previousUntil };
    }),

  // The result is stored even if the caller disconnects: the request has been sent.
  testWebhook: (_: unknown, { id }: Identified, { parts, lasting }: Context) =>
    expected(async () => ({ __typename: 'WebhookTested', delivery: await sendTest(parts, lasting(), id) })),

  replayWebhookDelivery: (_: unknown, { id }: Identified, { parts, scope }: Context) =>
    expected(async () => ({
      __typename: 'WebhookDeliveryReplayed',
      delivery: await replayDelivery(parts, scope(), id),
    })),

  replayWebhookEvents: (_: unknown, { id, from, to }: Identified & ReplayRange, { parts, scope }: Context) =>
    expected(async () => ({
      __typename: 'WebhookEventsReplayed',
      count: await replayEvents(parts, scope(), id, { from, to }),
    })),
};

function expected<Result>(work: () => Promise<Result>) {
  return withFailures(work, ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT']);
}
