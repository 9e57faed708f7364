import { randomUUID } from 'node:crypto';
import { TributaryError } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { type Insertable, sql } from 'kysely';
import type { LedgerTable, Tables } from './tables.ts';

/** Lifetime of a credit hold whose call never returns, in seconds; longer than any call takes. */
const HOLD_SECONDS = 60;

/** Credit held for calls in flight. */
export interface Hold {
  readonly id: string;
  /** Number of calls that it covers. */
  readonly calls: number;
}

/** One entry of the ledger. */
export type LedgerEntry = Omit<LedgerTable, 'workspace_id' | 'id' | 'created_at' | 'number'> & {
  readonly id: string;
  readonly created_at: Date;
};

/** A charge and its subject. */
export interface Charge {
  readonly micros: number;
  readonly operation: string;
  /** Key of the answer. */
  readonly answer: string;
  readonly delivery: string | null;
}

/** Returns the documented error for an insufficient balance. */
export function insufficientBalance(): TributaryError {
  return new TributaryError('PAYMENT_REQUIRED', 'Insufficient balance — add funds at /billing');
}

/** A request to hold credit for a number of calls at a price. */
export interface Wanted {
  readonly calls: number;
  readonly price: number;
}

/**
 * Holds credit for each request in order, for as many calls as the balance covers; null if none.
 * The row lock serialises all processes, so holds never exceed the balance.
 */
export function holdMoney(scope: Scope<Tables>, wanted: readonly Wanted[]): Promise<(Hold | null)[]> {
  return inTransaction(scope, async (inside) => {
    const balance = await lockBalance(inside);
    if (balance === null) return wanted.map(() => null);
    let left = balance - (await heldMoney(inside));
    const holds = wanted.map(({ calls, price }) => {
      const affordable = Math.min(calls, Math.floor(left / price));
      if (affordable < 1) return null;
      left -= affordable * price;
      return { id: randomUUID(), calls: affordable, micros: affordable * price };
    });
    const rows = holds.filter((hold) => hold !== null).map(({ id, micros }) => ({ id, micros }));
    if (rows.length > 0)
      await inside.db
        .insertInto('holds')
        .values(
          rows.map((row) => ({
            ...row,
            workspace_id: inside.workspaceId,
            expires_at: sql<Date>`now() + make_interval(secs => ${HOLD_SECONDS})`,
          })),
        )
        .execute();
    return holds;
  });
}

/** Deletes expired holds and returns the sum of the others. */
async function heldMoney(scope: Scope<Tables>): Promise<number> {
  await scope.db
    .deleteFrom('holds')
    .where('workspace_id', '=', scope.workspaceId)
    .where('expires_at', '<', sql<Date>`now()`)
    .execute();
  const { held } = await scope.db
    .selectFrom('holds')
    .where('workspace_id', '=', scope.workspaceId)
    .select(sql<number>`coalesce(sum(micros), 0)`.as('held'))
    .executeTakeFirstOrThrow();
  return held;
}

/** Releases unspent holds. */
export async function releaseHolds(scope: Scope<Tables>, holds: readonly Hold[]): Promise<void> {
  if (holds.length === 0) return;
  await scope.db
    .deleteFrom('holds')
    .where('workspace_id', '=', scope.workspaceId)
    .where(
      'id',
      'in',
      holds.map(({ id }) => id),
    )
    .execute();
}

/**
 * Inserts charges and releases their holds, in the transaction that stores the answers. Throws
 * PAYMENT_REQUIRED if the balance would fall below zero. Returns the balance before and after.
 */
export async function insertCharges(
  scope: Scope<Tables>,
  holds: readonly Hold[],
  charges: readonly Charge[],
): Promise<{ readonly before: number; readonly after: number }> {
  let balance = await lockBalance(scope);
  await releaseHolds(scope, holds);
  const total = charges.reduce((sum, { micros }) => sum + micros, 0);
  if (balance === null || balance < total) throw insufficientBalance();
  const before = balance;
  const rows = charges.map(({ micros, operation, answer, delivery }) => {
    balance = balance! - micros;
    return { kind: 'charge' as const, micros: -micros, balance, operation, answer, delivery };
  });
  await append(scope, rows);
  return { before, after: balance };
}

/** Adds credit to the workspace's balance and returns the new balance. */
export function insertCredit(scope: Scope<Tables>, micros: number, note: string | null): Promise<number> {
  return inTransaction(scope, async (inside) => {
    await inside.db
      .insertInto('balances')
      .values({ workspace_id: inside.workspaceId, micros: 0 })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const balance = (await lockBalance(inside))! + micros;
    await append(inside, [{ kind: 'credit', micros, balance, note }]);
    return balance;
  });
}

/**
 * Refunds each charge of an undelivered response at most once, in the caller's transaction. Returns
 * the keys of the refunded answers.
 */
export async function insertRefunds(scope: Scope<Tables>, delivery: string): Promise<string[]> {
  let balance = await lockBalance(scope);
  if (balance === null) return [];
  const charges = await scope.db
    .selectFrom('ledger')
    .where('workspace_id', '=', scope.workspaceId)
    .where('delivery', '=', delivery)
    .where('kind', '=', 'charge')
    .where('id', 'not in', (eb) =>
      eb
        .selectFrom('ledger as refund')
        .where('refund.workspace_id', '=', scope.workspaceId)
        .where('refund.reverses', 'is not', null)
        .select(sql<string>`refund.reverses`.as('id')),
    )
    .select(['id', 'micros', 'operation', 'answer'])
    .execute();
  const rows = charges.map(({ id, micros, operation, answer }) => {
    balance = balance! - micros;
    return { kind: 'refund' as const, micros: -micros, balance, operation, answer, reverses: id };
  });
  await append(scope, rows);
  return charges.map(({ answer }) => answer!);
}

/** Returns the workspace's balance, in millionths of a dollar. */
export async function findBalance(scope: Scope<Tables>): Promise<number> {
  const row = await scope.db
    .selectFrom('balances')
    .where('workspace_id', '=', scope.workspaceId)
    .select('micros')
    .executeTakeFirst();
  return row?.micros ?? 0;
}

/** Lists the newest entries of the ledger. */
export async function listLedger(scope: Scope<Tables>, limit: number): Promise<LedgerEntry[]> {
  return entries(scope).orderBy('number', 'desc').limit(limit).execute();
}

/** Loads ledger entries by id. */
export function loadLedger(scope: Scope<Tables>, ids: readonly string[]): Promise<LedgerEntry[]> {
  return entries(scope).where('id', 'in', ids).execute();
}

function entries({ db, workspaceId }: Scope<Tables>) {
  return db
    .selectFrom('ledger')
    .where('workspace_id', '=', workspaceId)
    .select([
      'id',
      'kind',
      'micros',
      'balance',
      'operation',
      'answer',
      'delivery',
      'reverses',
      'note',
      'created_at',
    ]);
}

/** Locks and returns the balance; null if the workspace has none. */
async function lockBalance(scope: Scope<Tables>): Promise<number | null> {
  const row = await scope.db
    .selectFrom('balances')
    .where('workspace_id', '=', scope.workspaceId)
    .select('micros')
    .forUpdate()
    .executeTakeFirst();
  return row?.micros ?? null;
}

type NewEntry = Omit<Insertable<LedgerTable>, 'workspace_id'>;

async function append(scope: Scope<Tables>, rows: readonly NewEntry[]): Promise<void> {
  if (rows.length === 0) return;
  await scope.db
    .insertInto('ledger')
    .values(rows.map((row) => ({ ...row, workspace_id: scope.workspaceId })))
    .execute();
  await scope.db
    .updateTable('balances')
    .set({ micros: rows.at(-1)!.balance })
    .where('workspace_id', '=', scope.workspaceId)
    .execute();
}
