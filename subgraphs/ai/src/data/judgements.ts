import type { Scope } from '@tributary/kit/postgres';
import { own } from './own.ts';
import type { Tables } from './tables.ts';

/** A stored judgement; its label is null if it was dropped. */
export interface StoredJudgement {
  readonly hash: string;
  readonly label: string | null;
  readonly reason: string;
  readonly evidence: readonly string[];
}

/** Loads the judgements with these hashes. */
export async function loadJudgements(
  { db, workspaceId }: Scope<Tables>,
  hashes: readonly string[],
): Promise<StoredJudgement[]> {
  if (hashes.length === 0) return [];
  return db
    .selectFrom('judgements')
    .where('workspace_id', '=', workspaceId)
    .where('hash', 'in', [...hashes])
    .select(['hash', 'label', 'reason', 'evidence'])
    .execute();
}

/** Stores judgements; returns the hashes of those that another process has not stored before. */
export async function insertJudgements(
  { db, workspaceId }: Scope<Tables>,
  judgements: readonly StoredJudgement[],
  now: Date,
): Promise<string[]> {
  const rows = await db
    .insertInto('judgements')
    .values(
      judgements.map(({ evidence, ...judgement }) => ({
        workspace_id: workspaceId,
        ...judgement,
        evidence: [...evidence],
        judged_at: now,
      })),
    )
    .onConflict((conflict) => conflict.columns(['workspace_id', 'hash']).doNothing())
    .returning('hash')
    .execute();
  return rows.map(({ hash }) => hash);
}

/**
 * Deletes judgements of texts that must not be stored any more: their reasons and evidence may
 * repeat the text. `scope` may be a transaction of the caller.
 */
export async function forgetJudgements<Caller>(
  scope: Scope<Caller>,
  hashes: readonly string[],
): Promise<void> {
  if (hashes.length === 0) return;
  const { db, workspaceId } = own(scope);
  await db
    .deleteFrom('judgements')
    .where('workspace_id', '=', workspaceId)
    .where('hash', 'in', [...hashes])
    .execute();
}
