import * as queriesAndSnapshots from './0001-queries-and-snapshots.ts';
import * as drivers from './0002-drivers.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-queries-and-snapshots': queriesAndSnapshots,
  '0002-drivers': drivers,
};
