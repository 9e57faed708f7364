import type { Scope } from '@tributary/kit/postgres';
import { type RawBuilder, sql } from 'kysely';
import type { Tables } from './tables.ts';

/** A page of a list, oldest first. */
export interface Page {
  /** Lists the rows behind the one with this id; null for the first page. */
  readonly after: string | null;
  readonly limit: number;
}

/** Returns the condition that a row of a table is on a page, or behind it. */
export function isBehind(
  { workspaceId }: Scope<Tables>,
  table: 'alert_rules' | 'destinations' | 'views' | 'webhooks',
  { after }: Page,
): RawBuilder<boolean> {
  if (after === null) return sql`true`;
  return sql`(created_at, id) > (select pivot.created_at, pivot.id from ${sql.table(`notifications.${table}`)} pivot
    where pivot.workspace_id = ${workspaceId} and pivot.id = ${after})`;
}
