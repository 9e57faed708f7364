import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 10;

/**
 * A new id: the prefix, then time and chance in Crockford's base 32, so that ids made one after the other stand near each
 * other in an index. 50 bits of chance for each millisecond of a workspace.
 */
export function newId(prefix: 'ds' | 'dr' | 'post' | 'col', now: number): string {
  let id = '';
  for (let place = 0, rest = now; place < TIME_LENGTH; place++) {
    id = ALPHABET[rest % 32]! + id;
    rest = Math.floor(rest / 32);
  }
  for (const byte of randomBytes(RANDOM_LENGTH)) id += ALPHABET[byte % 32]!;
  return `${prefix}_${id}`;
}

/** Whether text can be an id of ours at all; asking for anything else is not worth a query. */
export function isId(text: string): boolean {
  return text.length >= 4 && text.length <= 64 && /^[\x21-\x7e]+$/.test(text);
}
