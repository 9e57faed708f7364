import * as windows from './0001-windows.ts';
import * as answers from './0002-answers.ts';

/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {
  '0001-windows': windows,
  '0002-answers': answers,
};
