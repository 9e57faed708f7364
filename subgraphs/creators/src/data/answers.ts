import type { Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import type { Facts } from '../facts.ts';
import type { Operation } from '../platforms.ts';
import type { Tables } from './tables.ts';

/** An answer as it is kept. */
export interface KeptAnswer {
  readonly key: string;
  readonly facts: Facts[Operation];
  readonly provider: string;
  readonly fetchedAt: Date;
  readonly keptAt: Date;
  /** Whether it came from the workspace's own catalogue, and so is nobody else's. */
  readonly own: boolean;
  /** What was paid for it, in millionths of a dollar: it answers only what costs no more. */
  readonly paid: number;
}

const COLUMNS = ['key', 'facts', 'provider', 'fetched_at', 'kept_at', 'paid'] as const;

/** The answers of these keys that the workspace may see and that came after `since`; its own before everybody's. */
export async function loadAnswers(
  scope: Scope<Tables>,
  keys: readonly string[],
  since: Date,
): Promise<KeptAnswer[]> {
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
      keptAt: row.kept_at,
      own: row.own,
      paid: row.paid,
    }))
    .sort((one, other) => Number(one.own) - Number(other.own));
}

/** Keeps answers in place of older ones. */
export async function upsertAnswers(scope: Scope<Tables>, answers: readonly KeptAnswer[]): Promise<void> {
  const rowOf = ({ key, facts, provider, fetchedAt, keptAt, paid }: KeptAnswer) => ({
    key,
    facts: JSON.stringify(facts),
    provider,
    fetched_at: fetchedAt,
    kept_at: keptAt,
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

/** Forgets answers, the workspace's own and everybody's. */
export async function deleteAnswers(scope: Scope<Tables>, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  await scope.db.deleteFrom('answers').where('key', 'in', keys).execute();
  await deleteOwnAnswers(scope, keys);
}

/** Forgets what was kept of the workspace's catalogue, all of it without keys: the catalogue has changed. */
export async function deleteOwnAnswers(scope: Scope<Tables>, keys?: readonly string[]): Promise<void> {
  await scope.db
    .deleteFrom('catalogue_answers')
    .where('workspace_id', '=', scope.workspaceId)
    .$if(keys !== undefined, (query) => query.where('key', 'in', keys!))
    .execute();
}

/** Forgets everybody's answers that came before `before`, for the job that tidies up. */
export async function deleteOldAnswers(db: Kysely<Tables>, before: Date): Promise<void> {
  await db.deleteFrom('answers').where('kept_at', '<', before).execute();
}
