import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Facts } from '../answer.ts';
import type { Operation } from '../platforms.ts';
import type { Tables } from './tables.ts';

/** A stored answer. */
export interface StoredAnswer {
  readonly key: string;
  readonly facts: Facts[Operation];
  readonly provider: string;
  readonly fetchedAt: Date;
  readonly storedAt: Date;
  /** Whether it comes from the workspace's own catalogue and is therefore private. */
  readonly own: boolean;
  /** Price paid, in millionths of a dollar. An answer serves only requests that cost no more. */
  readonly paid: number;
}

const COLUMNS = ['key', 'facts', 'provider', 'fetched_at', 'kept_at', 'paid'] as const;

/**
 * Loads answers stored after `since` that the workspace may see. If a key has both a shared and an
 * own answer, the own one comes last.
 */
export async function loadAnswers(
  scope: Scope<Tables>,
  keys: readonly string[],
  since: Date,
): Promise<StoredAnswer[]> {
  const anyKey = sql<string>`any(${keys}::text[])`;
  const rows = await scope.db
    .selectFrom('answers')
    .where('key', '=', anyKey)
    .where('kept_at', '>', since)
    .select([...COLUMNS, sql<boolean>`false`.as('own')])
    .unionAll(
      scope.db
        .selectFrom('catalogue_answers')
        .where('workspace_id', '=', scope.workspaceId)
        .where('key', '=', anyKey)
        .where('kept_at', '>', since)
        .select([...COLUMNS, sql<boolean>`true`.as('own')]),
    )
    .execute();
  return rows
    .map((row) => ({
      key: row.key,
      facts: row.facts as Facts[Operation],
      provider: row.provider,
      fetchedAt: row.fetched_at,
      storedAt: row.kept_at,
      own: row.own,
      paid: row.paid,
    }))
    .sort((one, other) => Number(one.own) - Number(other.own));
}

/** Stores answers, replacing older ones. */
export async function upsertAnswers(scope: Scope<Tables>, answers: readonly StoredAnswer[]): Promise<void> {
  const rowOf = ({ key, facts, provider, fetchedAt, storedAt, paid }: StoredAnswer) => ({
    key,
    facts: JSON.stringify(facts),
    provider,
    fetched_at: fetchedAt,
    kept_at: storedAt,
    paid,
  });
  const shared = answers.filter(({ own }) => !own).map(rowOf);
  const own = answers
    .filter((answer) => answer.own)
    .map((answer) => ({ ...rowOf(answer), workspace_id: scope.workspaceId }));
  const replaced = COLUMNS.filter((column) => column !== 'key');
  if (shared.length > 0)
    await scope.db
      .insertInto('answers')
      .values(shared)
      .onConflict((conflict) =>
        conflict
          .column('key')
          .doUpdateSet((eb) =>
            Object.fromEntries(replaced.map((name) => [name, eb.ref(`excluded.${name}`)])),
          ),
      )
      .execute();
  if (own.length > 0)
    await scope.db
      .insertInto('catalogue_answers')
      .values(own)
      .onConflict((conflict) =>
        conflict
          .columns(['workspace_id', 'key'])
          .doUpdateSet((eb) =>
            Object.fromEntries(replaced.map((name) => [name, eb.ref(`excluded.${name}`)])),
          ),
      )
      .execute();
}

/** Deletes answers, both shared and the workspace's own. */
export async function deleteAnswers(scope: Scope<Tables>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await scope.db.deleteFrom('answers').where('key', 'in', keys).execute();
  await deleteOwnAnswers(scope, keys);
}

/**
 * Deletes answers from the workspace's catalogue; without `keys` all of them, after the catalogue
 * has changed.
 */
export async function deleteOwnAnswers(scope: Scope<Tables>, keys?: readonly string[]): Promise<void> {
  await scope.db
    .deleteFrom('catalogue_answers')
    .where('workspace_id', '=', scope.workspaceId)
    .$if(keys !== undefined, (query) => query.where('key', 'in', keys!))
    .execute();
}

/** Deletes shared answers stored before `before`. */
export async function deleteOldAnswers(db: Kysely<Tables>, before: Date): Promise<void> {
  await db.deleteFrom('answers').where('kept_at', '<', before).execute();
}
