import * as usage from './0001-usage.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-usage': usage,
};
