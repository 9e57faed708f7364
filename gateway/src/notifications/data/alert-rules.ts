import type { EventType } from '@tributary/kit/events';
import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import { type Kysely, sql } from 'kysely';
import { isBehind, type Page } from './pages.ts';
import type { AlertSchedule, Tables } from './tables.ts';

/** What a user decides about a rule. */
export interface AlertRuleValues {
  readonly name: string;
  readonly types: EventType[];
  readonly trackers: string[] | null;
  readonly viewId: string | null;
  readonly query: string | null;
  readonly destinations: string[];
  readonly schedule: AlertSchedule;
  readonly isEnabled: boolean;
}

/** A rule of a workspace. */
export interface AlertRule extends AlertRuleValues {
  readonly id: string;
  /** The events up to this one are reported, or from before the rule. */
  readonly afterSequence: number;
  readonly lastSentAt: Date | null;
  readonly createdAt: Date;
}

const COLUMNS = [
  'id',
  'name',
  'types',
  'trackers',
  'view_id as viewId',
  'query',
  'destinations',
  'schedule',
  'is_enabled as isEnabled',
  'after_sequence as afterSequence',
  'last_sent_at as lastSentAt',
  'created_at as createdAt',
] as const;

/** Lists the workspace's rules, oldest first. */
export function listAlertRules(scope: Scope<Tables>, page: Page): Promise<AlertRule[]> {
  return rules(scope)
    .where(isBehind(scope, 'alert_rules', page))
    .select(COLUMNS)
    .orderBy('created_at')
    .orderBy('id')
    .limit(page.limit)
    .execute();
}

/** Finds a rule; undefined if the workspace has none with this id. */
export function findAlertRule(scope: Scope<Tables>, id: string): Promise<AlertRule | undefined> {
  return rules(scope).where('id', '=', id).select(COLUMNS).executeTakeFirst();
}

/** Counts the rules of the workspace. */
export async function countAlertRules(scope: Scope<Tables>): Promise<number> {
  const { count } = await rules(scope).select(sql<number>`count(*)`.as('count')).executeTakeFirstOrThrow();
  return count;
}

/** Finds the name of a rule that refers to a destination or view; undefined if none does. */
export async function findRuleUsing(
  scope: Scope<Tables>,
  used: { readonly destination: string } | { readonly view: string },
): Promise<string | undefined> {
  const row = await rules(scope)
    .$if('destination' in used, (query) =>
      query.where(sql<boolean>`${(used as { destination: string }).destination} = any(destinations)`),
    )
    .$if('view' in used, (query) => query.where('view_id', '=', (used as { view: string }).view))
    .select('name')
    .limit(1)
    .executeTakeFirst();
  return row?.name;
}

export function insertAlertRule(
  scope: Scope<Tables>,
  values: AlertRuleValues & Pick<AlertRule, 'id' | 'afterSequence' | 'createdAt'>,
): Promise<AlertRule> {
  return scope.db
    .insertInto('alert_rules')
    .values({
      workspace_id: scope.workspaceId,
      id: values.id,
      ...columnsOf(values),
      after_sequence: values.afterSequence,
      created_at: values.createdAt,
    })
    .returning(COLUMNS)
    .executeTakeFirstOrThrow();
}

/** Replaces the values of a rule; undefined if the workspace has none with this id. */
export function updateAlertRule(
  scope: Scope<Tables>,
  id: string,
  values: AlertRuleValues & Partial<Pick<AlertRule, 'afterSequence'>>,
): Promise<AlertRule | undefined> {
  return scope.db
    .updateTable('alert_rules')
    .set({ ...columnsOf(values), after_sequence: values.afterSequence })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .returning(COLUMNS)
    .executeTakeFirst();
}

/** Records up to which event a rule has reported, and when it has sent a message, if it has. */
export async function recordReported(
  scope: Scope<Tables>,
  id: string,
  { sequence, sentAt }: { readonly sequence: number; readonly sentAt: Date | null },
): Promise<void> {
  await scope.db
    .updateTable('alert_rules')
    .set({ after_sequence: sequence, ...(sentAt ? { last_sent_at: sentAt } : {}) })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Deletes a rule; false if the workspace has none with this id. */
export async function deleteAlertRule(scope: Scope<Tables>, id: string): Promise<boolean> {
  const { numDeletedRows } = await scope.db
    .deleteFrom('alert_rules')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .executeTakeFirst();
  return numDeletedRows > 0n;
}

/** Lists the enabled rules of some workspaces. */
export function listEnabledRules(
  db: Kysely<Tables>,
  workspaceIds: readonly string[],
): Promise<(AlertRule & { readonly workspaceId: string })[]> {
  return acrossWorkspaces(db, 'notifications')
    .selectFrom('alert_rules')
    .where('workspace_id', '=', sql<string>`any(${workspaceIds}::uuid[])`)
    .where('is_enabled', '=', true)
    .select(COLUMNS)
    .select('workspace_id as workspaceId')
    .execute();
}

function rules({ db, workspaceId }: Scope<Tables>) {
  return db.selectFrom('alert_rules').where('workspace_id', '=', workspaceId);
}

function columnsOf({
  name,
  types,
  trackers,
  viewId,
  query,
  destinations,
  schedule,
  isEnabled,
}: AlertRuleValues) {
  return {
    name,
    types,
    trackers,
    view_id: viewId,
    query,
    destinations,
    schedule: JSON.stringify(schedule),
    is_enabled: isEnabled,
  };
}
