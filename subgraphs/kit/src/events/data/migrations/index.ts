import * as events from './0001-events.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-events': events,
};
