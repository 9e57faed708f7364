import type { Credentials, Publisher } from '@tributary/platforms';

/**
 * Longest that a renewal may take, in milliseconds: it locks a row, and PostgreSQL ends a
 * transaction that idles for 30 s.
 */
const LONGEST = 10_000;

/**
 * Returns new credentials, which must be stored before they are used; null if there is nothing to
 * renew. Takes no signal: an aborted request would lose the response, and with it the refresh
 * token.
 */
export async function renew(
  publisher: Publisher,
  credentials: Credentials,
  now: Date,
): Promise<Credentials | null> {
  return (await publisher.renew?.(credentials, now, AbortSignal.timeout(LONGEST))) ?? null;
}
