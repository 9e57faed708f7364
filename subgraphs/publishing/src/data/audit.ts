import { readForEach, type Scope } from '@tributary/kit/postgres';
import { sql } from 'kysely';
import type { AuditAction } from '../post-state.ts';
import type { Tables } from './tables.ts';

/** An audit entry of a post. */
export interface AuditEntry {
  at: Date;
  actor: string;
  action: AuditAction;
  accountId: string | null;
  from: string | null;
  to: string | null;
  detail: string | null;
}

/** Inserts an audit entry, in the transaction of the change that it records. */
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

/** A request for the newest entries of a post. */
export interface AuditRequest {
  readonly postId: string;
  readonly limit: number;
}

/** Returns the entries of each post, newest first; for a loader. */
export function loadAudits(scope: Scope<Tables>, requests: readonly AuditRequest[]): Promise<AuditEntry[][]> {
  const query = scope.db
    .selectFrom('post_audit')
    .where('workspace_id', '=', scope.workspaceId)
    .where(sql<boolean>`post_id = wanted.post_id`)
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
    .limit(sql<number>`wanted.row_limit`);
  const keys = requests.map(({ postId, limit }) => ({ post_id: postId, row_limit: limit }));
  return readForEach(scope.db, { post_id: 'text', row_limit: 'integer' }, keys, query);
}
