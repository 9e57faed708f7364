import * as webhooks from './0001-webhooks.ts';
import * as streamTickets from './0002-stream-tickets.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-webhooks': webhooks,
  '0002-stream-tickets': streamTickets,
};
