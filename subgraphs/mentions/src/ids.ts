import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 10;
const IDS_AT_ONCE = 200;

type Prefix = 'ds' | 'dr' | 'post' | 'col';

let pool: Uint8Array = new Uint8Array();

/**
 * Generates an id: the prefix, then time and randomness in Crockford's base 32, so that consecutive
 * ids are close together in an index. Each id has 50 random bits.
 */
export function newId(prefix: Prefix, now: number): string {
  let id = earliestId(prefix, now);
  for (const byte of chance()) id += ALPHABET[byte % 32]!;
  return id;
}

/** Returns a text that sorts before the ids of a time, and after those of earlier times. */
export function earliestId(prefix: Prefix, time: number): string {
  let text = '';
  for (let place = 0, rest = time; place < TIME_LENGTH; place++) {
    text = ALPHABET[rest % 32]! + text;
    rest = Math.floor(rest / 32);
  }
  return `${prefix}_${text}`;
}

/**
 * Returns random bytes for one id from a pool: requesting a few at a time took longer than the rest
 * of the id.
 */
function chance(): Uint8Array {
  if (pool.length < RANDOM_LENGTH) pool = randomBytes(RANDOM_LENGTH * IDS_AT_ONCE);
  const bytes = pool.subarray(0, RANDOM_LENGTH);
  pool = pool.subarray(RANDOM_LENGTH);
  return bytes;
}

/** Returns whether a text is a plausible id, which saves a query for anything else. */
export function isId(text: string): boolean {
  return text.length >= 4 && text.length <= 64 && /^[\x21-\x7e]+$/.test(text);
}
