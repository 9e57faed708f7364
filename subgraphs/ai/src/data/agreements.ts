import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from './tables.ts';

/** A kind of judgement, and the model that makes it. */
export interface JudgedBy {
  readonly task: string;
  readonly version: number;
  readonly model: string;
}

/** How many texts the two engines have given a pair of labels. */
export interface Agreement {
  readonly embedded: string;
  readonly judged: string;
  readonly texts: number;
}

/** Adds texts to the counts of their pairs of labels. */
export async function countAgreements(
  { db, workspaceId }: Scope<Tables>,
  judgedBy: JudgedBy,
  pairs: readonly Omit<Agreement, 'texts'>[],
  now: Date,
): Promise<void> {
  const counted = [...Map.groupBy(pairs, ({ embedded, judged }) => `${embedded} ${judged}`).values()];
  if (counted.length === 0) return;
  await db
    .insertInto('agreements')
    .values(
      counted.map((same) => ({
        workspace_id: workspaceId,
        ...judgedBy,
        embedded: same[0]!.embedded,
        judged: same[0]!.judged,
        texts: same.length,
        counted_at: now,
      })),
    )
    .onConflict((conflict) =>
      conflict
        .columns(['workspace_id', 'task', 'version', 'model', 'embedded', 'judged'])
        .doUpdateSet((eb) => ({
          texts: eb('agreements.texts', '+', eb.ref('excluded.texts')),
          counted_at: now,
        })),
    )
    .execute();
}

/** Counts of texts, and when one was last added. */
export interface StoredAgreement extends Agreement, JudgedBy {
  readonly countedAt: Date;
}

/** Lists the counts of all tasks, models, and versions of both. */
export async function listAgreements({ db, workspaceId }: Scope<Tables>): Promise<StoredAgreement[]> {
  return db
    .selectFrom('agreements')
    .where('workspace_id', '=', workspaceId)
    .select(['task', 'version', 'model', 'embedded', 'judged', 'texts', 'counted_at as countedAt'])
    .orderBy('task')
    .orderBy('embedded')
    .orderBy('judged')
    .execute();
}
