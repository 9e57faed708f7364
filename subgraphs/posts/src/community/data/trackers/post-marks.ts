import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../../../data/tables.ts';
import { writeMatchTags } from './post-matches.ts';

/** Corrections of a post's judgements: a null removes one, an absent member keeps it. */
export interface Marks {
  readonly relevance?: string | null | undefined;
  readonly sentiment?: string | null | undefined;
  /** `none` if the post shows no intent. */
  readonly intent?: string | null | undefined;
}

/**
 * Stores corrections, with who made them and when; returns false if the workspace has no such post.
 * Part of a transaction, because the filter tags of the post follow.
 */
export async function putMarks(
  scope: Scope<Tables>,
  id: string,
  { relevance, sentiment, intent }: Marks,
  { actor, at }: { actor: string; at: Date },
): Promise<boolean> {
  const { numUpdatedRows } = await scope.db
    .updateTable('community_posts')
    .set({
      ...(relevance === undefined ? {} : { marked_relevance: relevance }),
      ...(sentiment === undefined ? {} : { marked_sentiment: sentiment }),
      ...(intent === undefined ? {} : { marked_intent: intent }),
      marked_at: at,
      marked_actor: actor,
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (numUpdatedRows === 0n) return false;
  if (relevance !== undefined) await writeMatchTags(scope, [id]);
  return true;
}
