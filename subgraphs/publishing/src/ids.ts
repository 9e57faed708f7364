import { createHash, randomBytes } from 'node:crypto';

/** A new id: 96 bits of chance after its prefix. */
export function newId(prefix: 'post' | 'acct' | 'media'): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/** The id of what a request makes, the same in every try of it; see `SubgraphRequest.once`. */
export function idOfTry(prefix: 'post', once: string): string {
  return `${prefix}_${createHash('sha256').update(`${prefix} ${once}`).digest('hex').slice(0, 24)}`;
}

/** Whether text can be an id of ours at all; asking for anything else is not worth a query. */
export function isId(text: string): boolean {
  return /^[\x21-\x7e]{1,64}$/.test(text);
}
