import { createHash, randomBytes } from 'node:crypto';

/** Returns a new id: 96 random bits after the prefix. */
export function newId(prefix: 'post' | 'acct' | 'media'): string {
  return `${prefix}_${randomBytes(12).toString('hex')}`;
}

/**
 * Derives the id of the post that a request creates, identical for every retry; see
 * `SubgraphRequest.once`.
 */
export function postIdOf(once: string): string {
  return `post_${createHash('sha256').update(`post ${once}`).digest('hex').slice(0, 24)}`;
}

/** Returns whether text has the form of an id, which saves a query if it does not. */
export function isId(text: string): boolean {
  return /^[\x21-\x7e]{1,64}$/.test(text);
}
