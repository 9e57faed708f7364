import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

type Payload = Record<string, unknown>;

/** Keeps a record, and lets go of those that have expired. */
export async function upsertRecord(
  db: Kysely<Tables>,
  record: { model: string; id: string; payload: Payload; expiresAt: Date },
  now: Date,
): Promise<void> {
  const { grantId, uid } = record.payload as { grantId?: string; uid?: string };
  const values = {
    grant_id: grantId ?? null,
    uid: uid ?? null,
    payload: JSON.stringify(record.payload),
    expires_at: record.expiresAt,
  };
  await db
    .insertInto('oauth_records')
    .values({ model: record.model, id: record.id, ...values })
    .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(values))
    .execute();
  await db.deleteFrom('oauth_records').where('expires_at', '<', now).execute();
}

export async function findRecord(
  db: Kysely<Tables>,
  model: string,
  by: { id: string } | { uid: string },
  now: Date,
): Promise<Payload | undefined> {
  const [column, value] = 'id' in by ? (['id', by.id] as const) : (['uid', by.uid] as const);
  const row = await db
    .selectFrom('oauth_records')
    .where('model', '=', model)
    .where(column, '=', value)
    .where('expires_at', '>', now)
    .select('payload')
    .executeTakeFirst();
  return row?.payload;
}

/** Marks a code or refresh token as used; false when another request was first. */
export async function consumeRecord(
  db: Kysely<Tables>,
  model: string,
  id: string,
  seconds: number,
): Promise<boolean> {
  const row = await db
    .updateTable('oauth_records')
    .set({ payload: sql`payload || jsonb_build_object('consumed', ${seconds}::bigint)` as never })
    .where('model', '=', model)
    .where('id', '=', id)
    .where(sql<boolean>`not payload ? 'consumed'`)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/** Lets go of a record; what it was, or undefined when there was none. */
export async function deleteRecord(
  db: Kysely<Tables>,
  model: string,
  id: string,
): Promise<Payload | undefined> {
  const row = await db
    .deleteFrom('oauth_records')
    .where('model', '=', model)
    .where('id', '=', id)
    .returning('payload')
    .executeTakeFirst();
  return row?.payload;
}

/** Lets go of the records of one model that a grant has given. */
export async function deleteGranted(db: Kysely<Tables>, model: string, grantId: string): Promise<void> {
  await db.deleteFrom('oauth_records').where('model', '=', model).where('grant_id', '=', grantId).execute();
}
