import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_LENGTH = 10;
const RANDOM_LENGTH = 10;
const IDS_AT_ONCE = 200;

let left: Uint8Array = new Uint8Array();

/**
 * A new id: the prefix, then time and chance in Crockford's base 32, so that ids made one after the
 * other stand near each other in an index. 50 bits of chance for each millisecond of a workspace.
 */
export function newId(prefix: 'ds' | 'dr' | 'post' | 'col', now: number): string {
  let id = '';
  for (let place = 0, rest = now; place < TIME_LENGTH; place++) {
    id = ALPHABET[rest % 32]! + id;
    rest = Math.floor(rest / 32);
  }
  for (const byte of chance()) id += ALPHABET[byte % 32]!;
  return `${prefix}_${id}`;
}

/**
 * Random bytes for one id, each used once: asking for a few at a time took longer than all the rest
 * of an id.
 */
function chance(): Uint8Array {
  if (left.length < RANDOM_LENGTH) left = randomBytes(RANDOM_LENGTH * IDS_AT_ONCE);
  const bytes = left.subarray(0, RANDOM_LENGTH);
  left = left.subarray(RANDOM_LENGTH);
  return bytes;
}

/** Whether text can be an id of ours at all; asking for anything else is not worth a query. */
export function isId(text: string): boolean {
  return text.length >= 4 && text.length <= 64 && /^[\x21-\x7e]+$/.test(text);
}
