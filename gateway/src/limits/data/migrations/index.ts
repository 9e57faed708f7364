import * as windows from './0001-windows.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-windows': windows,
};
