import type { Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { Tables } from '../../../data/tables.ts';
import type { Example, LearnedModel } from '../../relevance/index.ts';

/** Maximum number of corrections that a workspace's model learns from; the newest count. */
export const MOST_EXAMPLES = 1_000;

/** Returns what was learned in the workspace; null before the first correction. */
export async function findRelevanceModel(scope: Scope<Tables>): Promise<LearnedModel | null> {
  const row = await scope.db
    .selectFrom('relevance_models')
    .where('workspace_id', '=', scope.workspaceId)
    .select(['features', 'weights', 'corrections'])
    .executeTakeFirst();
  if (!row) return null;
  const weights = new Map(row.features.map((feature, at) => [feature, row.weights[at]!]));
  return { weights, corrections: row.corrections };
}

/** Replaces what was learned in the workspace. */
export async function putRelevanceModel(scope: Scope<Tables>, model: LearnedModel, now: Date): Promise<void> {
  const values = {
    features: [...model.weights.keys()],
    weights: [...model.weights.values()],
    corrections: model.corrections,
    trained_at: now,
  };
  await scope.db
    .insertInto('relevance_models')
    .values({ workspace_id: scope.workspaceId, ...values })
    .onConflict((conflict) => conflict.column('workspace_id').doUpdateSet(values))
    .execute();
}

/** Inserts or replaces the example of a post, and drops the oldest beyond the maximum. */
export async function putExample(
  scope: Scope<Tables>,
  postId: string,
  { features, prior, label }: Example,
  now: Date,
): Promise<void> {
  const values = { features: [...features], prior, label, marked_at: now };
  await scope.db
    .insertInto('relevance_examples')
    .values({ workspace_id: scope.workspaceId, post_id: postId, ...values })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'post_id']).doUpdateSet(values))
    .execute();
  await scope.db
    .deleteFrom('relevance_examples')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', 'in', (eb) =>
      eb
        .selectFrom('relevance_examples')
        .where('workspace_id', '=', scope.workspaceId)
        .select('post_id')
        .orderBy('marked_at', 'desc')
        .orderBy('post_id')
        .offset(MOST_EXAMPLES),
    )
    .execute();
}

/** Deletes the example of a post, if there is one. */
export async function deleteExample(scope: Scope<Tables>, postId: string): Promise<void> {
  await scope.db
    .deleteFrom('relevance_examples')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', postId)
    .execute();
}

/** Lists all examples of the workspace, oldest first. */
export async function listExamples(scope: Scope<Tables>): Promise<Example[]> {
  return scope.db
    .selectFrom('relevance_examples')
    .where('workspace_id', '=', scope.workspaceId)
    .select(['features', 'prior', 'label'])
    .orderBy('marked_at')
    .orderBy(sql`post_id`)
    .limit(MOST_EXAMPLES)
    .execute();
}
