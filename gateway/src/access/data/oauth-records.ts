import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

type Payload = Record<string, unknown>;

/** A record to be written. */
export interface NewRecord {
  readonly model: string;
  readonly id: string;
  readonly payload: Payload;
  readonly expiresAt: Date;
}

/** Inserts or replaces a record. */
export async function upsertRecord(db: Kysely<Tables>, record: NewRecord): Promise<void> {
  const values = columnsOf(record);
  await db
    .insertInto('oauth_records')
    .values({ model: record.model, id: record.id, ...values })
    .onConflict((conflict) => conflict.columns(['model', 'id']).doUpdateSet(values))
    .execute();
}

function columnsOf({ payload, expiresAt }: NewRecord) {
  const { grantId, uid } = payload as { grantId?: string; uid?: string };
  return {
    grant_id: grantId ?? null,
    uid: uid ?? null,
    payload: JSON.stringify(payload),
    expires_at: expiresAt,
  };
}

/**
 * Marks a refresh token as used and inserts its successor in one transaction, so that a crash
 * between the two cannot end the grant. If another request was first, writes nothing and returns
 * the id of that request's successor; undefined if the token no longer exists.
 */
export function replaceRecord(
  db: Kysely<Tables>,
  former: { id: string; seconds: number },
  successor: NewRecord,
): Promise<string | undefined> {
  const { model } = successor;
  return db.transaction().execute(async (transaction) => {
    const used = { consumed: former.seconds, successor: successor.id };
    const { numUpdatedRows } = await transaction
      .updateTable('oauth_records')
      .set({ payload: sql`payload || ${JSON.stringify(used)}::jsonb` as never })
      .where('model', '=', model)
      .where('id', '=', former.id)
      .where(sql<boolean>`not payload ? 'consumed'`)
      .executeTakeFirst();
    if (numUpdatedRows > 0n) {
      await transaction
        .insertInto('oauth_records')
        .values({ model, id: successor.id, ...columnsOf(successor) })
        .execute();
      return successor.id;
    }
    const row = await transaction
      .selectFrom('oauth_records')
      .where('model', '=', model)
      .where('id', '=', former.id)
      .select(sql<string | null>`payload ->> 'successor'`.as('successor'))
      .executeTakeFirst();
    return row?.successor ?? undefined;
  });
}

/** Deletes at most `limit` expired records and returns their number. */
export async function deleteExpiredRecords(db: Kysely<Tables>, now: Date, limit: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('oauth_records')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('model', 'id'),
        'in',
        selectFrom('oauth_records')
          .where('expires_at', '<=', now)
          .select(['model', 'id'])
          .limit(limit)
          .$asTuple('model', 'id'),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows);
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

/** Marks a code as used; returns false if another request was first. */
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

/** Deletes a record; returns its payload, or undefined if there was none. */
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

/** Deletes a grant's records of one model. */
export async function deleteGranted(db: Kysely<Tables>, model: string, grantId: string): Promise<void> {
  await db.deleteFrom('oauth_records').where('model', '=', model).where('grant_id', '=', grantId).execute();
}

/** Lists the clients that users of these workspaces have granted access, with the users. */
export async function listGrants(
  db: Kysely<Tables>,
  workspaceIds: readonly string[],
  now: Date,
): Promise<{ clientId: string; accountId: string }[]> {
  return db
    .selectFrom('oauth_records')
    .where('model', '=', 'Grant')
    .where(sql<boolean>`split_part(payload ->> 'accountId', '.', 1) = any(${workspaceIds}::text[])`)
    .where('expires_at', '>', now)
    .select(sql<string>`payload ->> 'clientId'`.as('clientId'))
    .select(sql<string>`payload ->> 'accountId'`.as('accountId'))
    .distinct()
    .execute();
}

/** Deletes a user's grants, tokens and sessions, or only those of one model. */
export async function deleteRecordsOfAccount(
  db: Kysely<Tables>,
  account: string,
  model?: string,
): Promise<void> {
  const query = db.deleteFrom('oauth_records').where(sql<boolean>`payload ->> 'accountId' = ${account}`);
  await (model ? query.where('model', '=', model) : query).execute();
}

/** Deletes a user's grants to one client, which ends the access tokens of these grants. */
export async function deleteGrantsTo(db: Kysely<Tables>, account: string, clientId: string): Promise<void> {
  await db
    .deleteFrom('oauth_records')
    .where('model', '=', 'Grant')
    .where(sql<boolean>`payload ->> 'accountId' = ${account}`)
    .where(sql<boolean>`payload ->> 'clientId' = ${clientId}`)
    .execute();
}

/** Deletes every record of a workspace: those of its users, and those of its clients' requests. */
export async function deleteRecordsOfWorkspace(scope: Scope<Tables>): Promise<void> {
  const clients = sql`(select client_id from access.oauth_clients where workspace_id = ${scope.workspaceId})`;
  await scope.db
    .deleteFrom('oauth_records')
    .where(({ or }) =>
      or([
        sql<boolean>`starts_with(payload ->> 'accountId', ${`${scope.workspaceId}.`})`,
        sql<boolean>`payload ->> 'clientId' in ${clients}`,
        sql<boolean>`payload -> 'params' ->> 'client_id' in ${clients}`,
      ]),
    )
    .execute();
}
