import * as parts from './0001-parts.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-parts': parts,
};
