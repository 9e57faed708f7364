import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Inserts a ticket, by its hash, with the encrypted credential that it stands for. */
export async function insertTicket(
  db: Kysely<Tables>,
  ticket: { readonly hash: Buffer; readonly credential: string; readonly expiresAt: Date },
): Promise<void> {
  const { hash, credential, expiresAt } = ticket;
  await db.insertInto('stream_tickets').values({ hash, credential, expires_at: expiresAt }).execute();
}

/** Deletes a ticket and returns its encrypted credential; undefined if it is unknown or expired. */
export async function takeTicket(db: Kysely<Tables>, hash: Buffer, now: Date): Promise<string | undefined> {
  const row = await db
    .deleteFrom('stream_tickets')
    .where('hash', '=', hash)
    .returning(['credential', 'expires_at'])
    .executeTakeFirst();
  return row && row.expires_at > now ? row.credential : undefined;
}

/** Deletes tickets that have expired. */
export async function deleteExpiredTickets(db: Kysely<Tables>, now: Date): Promise<void> {
  await db.deleteFrom('stream_tickets').where('expires_at', '<=', now).execute();
}
