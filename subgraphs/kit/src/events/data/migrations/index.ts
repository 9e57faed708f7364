import * as events from './0001-events.ts';
import * as subjects from './0002-subjects.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-events': events,
  '0002-subjects': subjects,
};
