import * as mentions from './0001-mentions.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-mentions': mentions,
};
