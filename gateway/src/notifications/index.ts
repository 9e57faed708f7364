import { readFileSync } from 'node:fs';
import { defineSubgraph } from '@tributary/kit';
import type { Subgraph } from '@tributary/kit/host';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { openSecrets } from '@tributary/kit/postgres';
import { type Context, createContext } from './context.ts';
import { migrations } from './data/migrations/index.ts';
import { sharedTables, type Tables, tenantTables, undistributed } from './data/tables.ts';
import { destinationSecrets } from './destinations/destination-secrets.ts';
import { openSenders } from './destinations/open-senders.ts';
import { notificationJobs } from './notification-jobs.ts';
import type { NotificationParts } from './notification-parts.ts';
import { nodes, resolvers } from './resolvers/index.ts';
import { notificationSettings } from './settings.ts';
import { sealedSecrets } from './webhooks/signing-secrets.ts';

export { type EventFilter, eventFilter } from './event-filter.ts';
export { notificationSettings } from './settings.ts';
export { openTickets, type Tickets } from './tickets.ts';

/** What notifications need of the gateway. */
export type NotificationOptions = Pick<NotificationParts, 'events' | 'findNodeType' | 'publicUrl'>;

/** Defines the subgraph of events, webhooks, alerts and views. */
export function defineNotifications({ events, findNodeType, publicUrl }: NotificationOptions): Subgraph {
  return defineSubgraph<Tables, Context, typeof notificationSettings, NotificationParts>({
    name: 'notifications',
    sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
    resolvers,
    nodes,
    settings: notificationSettings,
    resources: ({ db, log, clock, metrics, settings, config, graph }) => ({
      db,
      log,
      clock,
      graph,
      events,
      findNodeType,
      publicUrl,
      secrets: openSecrets(settings),
      send: {
        allowPrivate: settings.WEBHOOKS_ALLOW_PRIVATE_ADDRESSES === 'true',
        metrics: upstreamMetrics(metrics),
        clock,
      },
      senders: openSenders({ config, settings, metrics: upstreamMetrics(metrics), clock }),
    }),
    context: createContext,
    migrations,
    tables: { tenant: tenantTables, shared: sharedTables, undistributed },
    sealed: [...sealedSecrets, destinationSecrets.column],
    jobs: notificationJobs(events),
  });
}
