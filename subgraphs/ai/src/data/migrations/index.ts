import * as judgements from './0001-judgements.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-judgements': judgements,
};
