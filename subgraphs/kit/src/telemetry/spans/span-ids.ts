import { randomFillSync } from 'node:crypto';

/** Random bytes that are generated at once: 1,024 ids of spans. */
const POOL = Buffer.alloc(8_192);

/**
 * Returns a generator of random ids in hexadecimal digits. A request needs many, and one call of
 * the random generator for many ids costs little more than one for a single id.
 */
export function createIds(): (digits: 16 | 32) => string {
  let pool = '';
  let position = 0;
  return (digits) => {
    if (position + digits > pool.length) {
      pool = randomFillSync(POOL).toString('hex');
      position = 0;
    }
    position += digits;
    return pool.slice(position - digits, position);
  };
}
