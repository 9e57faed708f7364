import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import type { EventFeed } from '@tributary/kit/events';
import { raiseAlerts } from './alerts/raise-alerts.ts';
import { reportRules } from './alerts/report-rules.ts';
import { sendAlerts } from './alerts/send-alerts.ts';
import { deleteOldDeliveries } from './data/deliveries.ts';
import { deleteExpiredTickets } from './data/stream-tickets.ts';
import type { Tables } from './data/tables.ts';
import { listAllWebhooks } from './data/webhooks.ts';
import { followLog } from './follow-log.ts';
import type { NotificationParts } from './notification-parts.ts';
import type { notificationSettings } from './settings.ts';
import { deliverWebhooks } from './webhooks/deliver-webhooks.ts';
import { fanOut } from './webhooks/fan-out.ts';

type NotificationJob = Job<SubgraphServices<Tables, typeof notificationSettings>, NotificationParts>;

/** How long the delivery log is kept, in milliseconds. */
const RETENTION = 30 * DAY;
const BATCH = 1_000;

/** Returns the jobs of webhooks and alerts. */
export function notificationJobs(feed: EventFeed): NotificationJob[] {
  return [
    {
      name: 'notifications.fan-out',
      always: true,
      run: (_, { signal }, parts) => followLog(parts, feed, { reader: 'webhooks', step: fanOut }, signal),
    },
    {
      name: 'notifications.deliver',
      always: true,
      run: (_, { signal }, parts) => deliverWebhooks(parts, signal),
    },
    {
      name: 'notifications.raise-alerts',
      always: true,
      run: (_, { signal }, parts) => followLog(parts, feed, { reader: 'alerts', step: raiseAlerts }, signal),
    },
    {
      name: 'notifications.report-rules',
      always: true,
      run: (_, { signal }, parts) => reportRules(parts, signal),
    },
    {
      name: 'notifications.send-alerts',
      always: true,
      run: (_, { signal }, parts) => sendAlerts(parts, signal),
    },
    {
      name: 'notifications.sweep',
      schedule: '47 * * * *',
      async run({ db, clock }, { signal }) {
        await deleteExpiredTickets(db, new Date(clock()));
        const before = new Date(clock() - RETENTION);
        for (const { workspaceId, id } of await listAllWebhooks(db))
          while (!signal.aborted && (await deleteOldDeliveries({ db, workspaceId }, id, before, BATCH)));
      },
    },
  ];
}
