import { randomUUID } from 'node:crypto';
import type { LoggedEvent } from '@tributary/kit/events';
import type { NewDelivery } from '../data/deliveries.ts';
import { listReceivers, type Receiver } from '../data/webhooks.ts';
import type { LogStep } from '../follow-log.ts';
import { queueDeliveries } from './queue-deliveries.ts';

/** Creates a delivery of each event for each webhook that receives it. */
export const fanOut: LogStep = async (inside, events, now) => {
  const workspaceIds = [...new Set(events.map(({ workspaceId }) => workspaceId))];
  const receivers = await listReceivers(inside, workspaceIds);
  await queueDeliveries(inside, deliveriesOf(events, receivers, now), now);
};

function deliveriesOf(
  events: readonly LoggedEvent[],
  receivers: readonly Receiver[],
  now: Date,
): NewDelivery[] {
  const byWorkspace = Map.groupBy(receivers, ({ workspaceId }) => workspaceId);
  return events.flatMap(({ workspaceId, sequence, subject, type }) =>
    (byWorkspace.get(workspaceId) ?? [])
      .filter(({ types, afterSequence }) => sequence > afterSequence && (types?.includes(type) ?? true))
      .map(({ id: webhookId }) => ({
        workspaceId,
        id: randomUUID(),
        webhookId,
        sequence,
        subject,
        type,
        createdAt: now,
      })),
  );
}
