import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** Key of a row: an idempotency key belongs to one API key and one route. */
export interface ResponseId {
  readonly keyId: string;
  readonly route: string;
  readonly idempotencyKey: string;
}

/** Values of a lease to be acquired on a request's work. */
export interface NewLease extends ResponseId {
  readonly lease: string;
  readonly requestHash: Buffer;
  readonly now: Date;
  readonly leasedUntil: Date;
  readonly expiresAt: Date;
}

/** End of a lease that its holder released. */
const RELEASED = new Date(0);

/**
 * Acquires the lease if there is no row, the row has expired, or its lease has ended. Returns the
 * row's expiry, or undefined if the lease was not acquired. A later attempt at the same request
 * keeps the first attempt's expiry.
 */
export async function takeResponseLease(scope: Scope<Tables>, taken: NewLease): Promise<Date | undefined> {
  const values = {
    request_hash: taken.requestHash,
    claim: taken.lease,
    claimed_until: taken.leasedUntil,
    status: null,
    body: null,
    expires_at: taken.expiresAt,
  };
  const row = await scope.db
    .insertInto('answers')
    .values({
      workspace_id: scope.workspaceId,
      key_id: taken.keyId,
      route: taken.route,
      idempotency_key: taken.idempotencyKey,
      ...values,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'key_id', 'route', 'idempotency_key'])
        .doUpdateSet({
          ...values,
          expires_at: sql<Date>`case when answers.request_hash = excluded.request_hash and answers.expires_at > ${taken.now}
            then answers.expires_at else excluded.expires_at end`,
        })
        .where(({ or, and, eb }) =>
          or([
            eb('answers.expires_at', '<=', taken.now),
            and([
              eb('answers.status', 'is', null),
              eb('answers.claimed_until', '<=', taken.now),
              or([
                eb('answers.request_hash', '=', taken.requestHash),
                eb('answers.claimed_until', '=', RELEASED),
              ]),
            ]),
          ]),
        ),
    )
    .returning('expires_at as expiresAt')
    .executeTakeFirst();
  return row?.expiresAt;
}

/** Selects the row of an idempotency key. */
function isRow({ workspaceId }: Scope<Tables>, { keyId, route, idempotencyKey }: ResponseId) {
  return ({ and }: ExpressionBuilder<Tables, 'answers'>) =>
    and({ workspace_id: workspaceId, key_id: keyId, route, idempotency_key: idempotencyKey });
}

/** Finds the lease or response of an idempotency key. */
export function findResponse(scope: Scope<Tables>, id: ResponseId) {
  return scope.db
    .selectFrom('answers')
    .where(isRow(scope, id))
    .select(['request_hash as requestHash', 'status', 'body'])
    .executeTakeFirst();
}

/** Extends a lease. Returns false if another request has taken it over. */
export async function renewResponseLease(
  scope: Scope<Tables>,
  id: ResponseId,
  { lease, leasedUntil }: { lease: string; leasedUntil: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('answers')
    .set({ claimed_until: leasedUntil })
    .where(isRow(scope, id))
    .where('claim', '=', lease)
    .where('status', 'is', null)
    .where('claimed_until', '<>', RELEASED)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Stores the response, unless another request has taken the lease over. */
export async function updateResponse(
  scope: Scope<Tables>,
  id: ResponseId,
  { lease, status, body }: { lease: string; status: number; body: string },
): Promise<void> {
  await scope.db
    .updateTable('answers')
    .set({ status, body })
    .where(isRow(scope, id))
    .where('claim', '=', lease)
    .execute();
}

/** Ends a lease, so that the next request continues the work. */
export async function releaseLease(scope: Scope<Tables>, id: ResponseId, lease: string): Promise<void> {
  await scope.db
    .updateTable('answers')
    .set({ claimed_until: RELEASED })
    .where(isRow(scope, id))
    .where('claim', '=', lease)
    .where('status', 'is', null)
    .execute();
}

/** Deletes a lease, so that the key is free for any request. */
export async function deleteResponse(scope: Scope<Tables>, id: ResponseId, lease: string): Promise<void> {
  await scope.db.deleteFrom('answers').where(isRow(scope, id)).where('claim', '=', lease).execute();
}

/** Deletes expired rows of every workspace. Returns how many. */
export async function deleteExpiredResponses(db: Kysely<Tables>, now: Date): Promise<number> {
  const { numDeletedRows } = await acrossWorkspaces(db, 'limits')
    .deleteFrom('answers')
    .where('expires_at', '<=', now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
