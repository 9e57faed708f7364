import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type ExpressionBuilder, type Kysely, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** `limits.answers`: one row for each idempotency key of an API key and route: a claim, and later its answer. */
export interface AnswersTable {
  workspace_id: string;
  key_id: string;
  route: string;
  idempotency_key: string;
  request_hash: Buffer;
  claim: string;
  claimed_until: Date;
  status: number | null;
  body: string | null;
  expires_at: Date;
}

/** Which row: an idempotency key belongs to one API key and one route. */
export interface AnswerId {
  readonly keyId: string;
  readonly route: string;
  readonly idempotencyKey: string;
}

/** A claim to be the one that does the work. */
export interface Claim extends AnswerId {
  readonly claim: string;
  readonly requestHash: Buffer;
  readonly now: Date;
  readonly claimedUntil: Date;
  readonly expiresAt: Date;
}

/** When the work of a claim is over that was given up by whoever did it. */
const RELEASED = new Date(0);

/**
 * Takes the row when there is none, when it has expired, when its work has been given up, or when its time is over; until
 * when it holds, and undefined when it was not taken. A later try of the same request holds until the same moment.
 */
export async function claimAnswer(scope: Scope<Tables>, claim: Claim): Promise<Date | undefined> {
  const row = {
    request_hash: claim.requestHash,
    claim: claim.claim,
    claimed_until: claim.claimedUntil,
    status: null,
    body: null,
    expires_at: claim.expiresAt,
  };
  const taken = await scope.db
    .insertInto('answers')
    .values({
      workspace_id: scope.workspaceId,
      key_id: claim.keyId,
      route: claim.route,
      idempotency_key: claim.idempotencyKey,
      ...row,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'key_id', 'route', 'idempotency_key'])
        .doUpdateSet({
          ...row,
          expires_at: sql<Date>`case when answers.request_hash = excluded.request_hash and answers.expires_at > ${claim.now}
            then answers.expires_at else excluded.expires_at end`,
        })
        .where(({ or, and, eb }) =>
          or([
            eb('answers.expires_at', '<=', claim.now),
            and([
              eb('answers.status', 'is', null),
              eb('answers.claimed_until', '<=', claim.now),
              or([
                eb('answers.request_hash', '=', claim.requestHash),
                eb('answers.claimed_until', '=', RELEASED),
              ]),
            ]),
          ]),
        ),
    )
    .returning('expires_at as expiresAt')
    .executeTakeFirst();
  return taken?.expiresAt;
}

/** The row of an idempotency key. */
function isRow({ workspaceId }: Scope<Tables>, { keyId, route, idempotencyKey }: AnswerId) {
  return ({ and }: ExpressionBuilder<Tables, 'answers'>) =>
    and({ workspace_id: workspaceId, key_id: keyId, route, idempotency_key: idempotencyKey });
}

/** What stands under an idempotency key. */
export function findAnswer(scope: Scope<Tables>, id: AnswerId) {
  return scope.db
    .selectFrom('answers')
    .where(isRow(scope, id))
    .select(['request_hash as requestHash', 'status', 'body'])
    .executeTakeFirst();
}

/** Makes a claim hold longer; false when it was taken over. */
export async function renewClaim(
  scope: Scope<Tables>,
  id: AnswerId,
  { claim, claimedUntil }: { claim: string; claimedUntil: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('answers')
    .set({ claimed_until: claimedUntil })
    .where(isRow(scope, id))
    .where('claim', '=', claim)
    .where('status', 'is', null)
    .where('claimed_until', '<>', RELEASED)
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** Keeps the answer of a claim that still holds. */
export async function updateAnswer(
  scope: Scope<Tables>,
  id: AnswerId,
  { claim, status, body }: { claim: string; status: number; body: string },
): Promise<void> {
  await scope.db
    .updateTable('answers')
    .set({ status, body })
    .where(isRow(scope, id))
    .where('claim', '=', claim)
    .execute();
}

/** Gives a claim up, so that the next request does the work. */
export async function releaseAnswer(scope: Scope<Tables>, id: AnswerId, claim: string): Promise<void> {
  await scope.db
    .updateTable('answers')
    .set({ claimed_until: RELEASED })
    .where(isRow(scope, id))
    .where('claim', '=', claim)
    .where('status', 'is', null)
    .execute();
}

/** Forgets a claim: the key is free for any request. */
export async function deleteAnswer(scope: Scope<Tables>, id: AnswerId, claim: string): Promise<void> {
  await scope.db.deleteFrom('answers').where(isRow(scope, id)).where('claim', '=', claim).execute();
}

/** Deletes what has expired, of every workspace; how many rows. */
export async function deleteExpiredAnswers(db: Kysely<Tables>, now: Date): Promise<number> {
  const { numDeletedRows } = await acrossWorkspaces(db, 'limits')
    .deleteFrom('answers')
    .where('expires_at', '<=', now)
    .executeTakeFirst();
  return Number(numDeletedRows);
}
