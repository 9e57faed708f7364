import { randomBytes } from 'node:crypto';

/** A new id: 96 bits of chance after its prefix. */
export function newId(prefix: 'post' | 'acct' | 'media'): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/** Whether text can be an id of ours at all; asking for anything else is not worth a query. */
export function isId(text: string): boolean {
  return /^[\x21-\x7e]{1,64}$/.test(text);
}
