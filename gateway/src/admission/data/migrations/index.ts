import * as windows from './0001-windows.ts';
import * as answers from './0002-answers.ts';
import * as reachedWindows from './0003-reached-windows.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-windows': windows,
  '0002-answers': answers,
  '0003-reached-windows': reachedWindows,
};
