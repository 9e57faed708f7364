import { hash, randomInt } from 'node:crypto';
import { PRODUCTS, type Product } from '@tributary/kit/host';

/** The product that a key gives access to, or `native` for all of them. */
export type KeyKind = Product | 'native';
export const KEY_KINDS: readonly KeyKind[] = [...PRODUCTS, 'native'];

const PREFIXES: Readonly<Record<KeyKind, string>> = {
  'community-tracker': 'ct_live_',
  'creator-tracking': 'ct_live_',
  'social-crm': 'sk_live_',
  xtracker: 'xt_live_',
  buzzabout: 'bz_live_',
  native: 'tk_live_',
};
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const LENGTH = 32;
/** Number of leading characters of a key that may be displayed: its prefix and four more. */
const SHOWN = 12;
/** Matches every valid key. Other text is rejected without a look-up. */
const FORM = new RegExp(`^(?:${[...new Set(Object.values(PREFIXES))].join('|')})[0-9A-Za-z]{${LENGTH}}$`);

/**
 * Generates a key: the prefix of its kind and 32 random base62 characters. With 190 bits of
 * entropy, a plain SHA-256 hash is enough to store it.
 */
export function generateKey(kind: KeyKind): string {
  let key = PREFIXES[kind];
  for (let index = 0; index < LENGTH; index++) key += BASE62[randomInt(BASE62.length)];
  return key;
}

/** Returns the hash under which a key is stored. */
export function hashKey(key: string): Buffer {
  return hash('sha256', key, 'buffer');
}

/** Returns the part of a key that may be displayed. */
export function prefixOf(key: string): string {
  return key.slice(0, SHOWN);
}

/** Returns whether a text has the form of a key. */
export function mayBeKey(text: string): boolean {
  return FORM.test(text);
}

/** Returns the products that a key of this kind gives access to. */
export function productsOf(kind: KeyKind): readonly Product[] {
  return kind === 'native' ? PRODUCTS : [kind];
}
