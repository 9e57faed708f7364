import {
  type BatchLoader,
  batchLoader,
  type ContextSource,
  type ListLoader,
  loaderById,
  type SubgraphRequest,
} from '@tributary/kit';
import { type LoggedEvent, loadEvents } from '@tributary/kit/events';
import type { Scope } from '@tributary/kit/postgres';
import { type DeliveriesRequest, type Delivery, loadDeliveries } from './data/deliveries.ts';
import { type Destination, loadDestinations } from './data/destinations.ts';
import type { Tables } from './data/tables.ts';
import { loadViews, type View } from './data/views.ts';
import type { NotificationParts } from './notification-parts.ts';

/** Context of the resolvers for one request. */
export interface Context extends SubgraphRequest {
  scope(): Scope<Tables>;
  /** The same scope for work that must finish even if the caller disconnects. */
  lasting(): Scope<Tables>;
  readonly parts: NotificationParts;
  /** Loads deliveries of a webhook, newest first. */
  readonly deliveries: ListLoader<DeliveriesRequest, Delivery>;
  /** Loads events by sequence number; null if unknown or expired. */
  readonly events: BatchLoader<number, LoggedEvent | null>;
  /** Loads destinations by id. */
  readonly destinations: BatchLoader<string, Destination | null>;
  /** Loads views by id. */
  readonly views: BatchLoader<string, View | null>;
}

export function createContext(source: ContextSource<Tables>, parts: NotificationParts): Context {
  return {
    ...source,
    parts,
    deliveries: batchLoader((requests) => loadDeliveries(source.scope(), requests)),
    destinations: loaderById((ids) => loadDestinations(source.scope(), ids)),
    views: loaderById((ids) => loadViews(source.scope(), ids)),
    events: batchLoader(async (sequences) => {
      const events = new Map(
        (await loadEvents(source.scope(), sequences)).map((each) => [each.sequence, each]),
      );
      return sequences.map((sequence) => events.get(sequence) ?? null);
    }),
  };
}
