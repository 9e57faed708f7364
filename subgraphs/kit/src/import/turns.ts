import { setImmediate as turn } from 'node:timers/promises';

const EVERY = 20;

/**
 * For a loop over many rows: after every so many of them, what answers of the database wait for, and so what a batch that is
 * being written waits for at most. Null for the others, so that they cost nothing.
 */
export function turnAfter(rows: number): Promise<void> | null {
  return rows % EVERY === 0 ? turn() : null;
}
