import type { Scope } from '@tributary/kit';
import type { Tables } from './tables.ts';

/** One thing that became of a post. */
export interface AuditEntry {
  at: Date;
  actor: string;
  action: string;
  accountId: string | null;
  from: string | null;
  to: string | null;
  detail: string | null;
}

/** Writes down what became of a post; in the transaction in which it did. */
export async function insertAudit(
  scope: Scope<Tables>,
  postId: string,
  {
    at,
    actor,
    action,
    accountId = null,
    from = null,
    to = null,
    detail = null,
  }: Pick<AuditEntry, 'at' | 'actor' | 'action'> & Partial<AuditEntry>,
): Promise<void> {
  await scope.db
    .insertInto('post_audit')
    .values({
      workspace_id: scope.workspaceId,
      post_id: postId,
      at,
      actor,
      action,
      detail,
      account_id: accountId,
      from_status: from,
      to_status: to,
    })
    .execute();
}

/** What became of a post, newest first. */
export function listAudit(scope: Scope<Tables>, postId: string, limit: number): Promise<AuditEntry[]> {
  return scope.db
    .selectFrom('post_audit')
    .where('workspace_id', '=', scope.workspaceId)
    .where('post_id', '=', postId)
    .select([
      'at',
      'actor',
      'action',
      'account_id as accountId',
      'from_status as from',
      'to_status as to',
      'detail',
    ])
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
}
