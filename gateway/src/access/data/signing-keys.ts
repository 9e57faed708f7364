import type { Kysely } from 'kysely';
import type { Tables } from './tables.ts';

/** Lists signing keys, newest first. */
export function listSigningKeys(db: Kysely<Tables>) {
  return db
    .selectFrom('signing_keys')
    .select(['kid', 'sealed', 'created_at as createdAt'])
    .orderBy('created_at', 'desc')
    .orderBy('kid')
    .execute();
}

export async function insertSigningKey(
  db: Kysely<Tables>,
  key: { kid: string; sealed: string; createdAt: Date },
): Promise<void> {
  await db
    .insertInto('signing_keys')
    .values({ kid: key.kid, sealed: key.sealed, created_at: key.createdAt })
    .execute();
}

export async function deleteSigningKeys(db: Kysely<Tables>, kids: readonly string[]): Promise<void> {
  if (kids.length === 0) return;
  await db.deleteFrom('signing_keys').where('kid', 'in', kids).execute();
}
