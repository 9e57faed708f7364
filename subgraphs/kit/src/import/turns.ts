import { setImmediate as turn } from 'node:timers/promises';

const EVERY = 20;

/**
 * Yields to the event loop every 20 rows, so that pending answers of the database are processed. Null for the other rows, so
 * that they cost nothing.
 */
export function turnAfter(rows: number): Promise<void> | null {
  return rows % EVERY === 0 ? turn() : null;
}
