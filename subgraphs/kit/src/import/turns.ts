import { setImmediate as turn } from 'node:timers/promises';

const EVERY = 20;

/**
 * Yields to the event loop every 20 rows, so that pending database responses are processed
 * (`npm run bench -- import`). Returns null for the other rows, which then cost nothing.
 */
export function turnAfter(rows: number): Promise<void> | null {
  return rows % EVERY === 0 ? turn() : null;
}
