import * as webhooks from './0001-webhooks.ts';
import * as streamTickets from './0002-stream-tickets.ts';
import * as destinations from './0003-destinations.ts';
import * as alerts from './0004-alerts.ts';
import * as deliveryOrder from './0005-delivery-order.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-webhooks': webhooks,
  '0002-stream-tickets': streamTickets,
  '0003-destinations': destinations,
  '0004-alerts': alerts,
  '0005-delivery-order': deliveryOrder,
};
