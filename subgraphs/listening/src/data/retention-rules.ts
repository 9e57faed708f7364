import { acrossWorkspaces, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import { NO_RULES, type RetentionRules } from '../retention/retention-rules.ts';
import { own } from './own.ts';
import type { Tables } from './tables.ts';

/** `platform` of the rule for all platforms, since a column of a primary key cannot be null. */
const ALL_PLATFORMS = '';

interface Row {
  readonly platform: string;
  readonly days: number;
}

/** Finds the rules of the workspace. */
export async function findRetentionRules<Own>({ db, workspaceId }: Scope<Own>): Promise<RetentionRules> {
  const rows = await own(db)
    .selectFrom('retention_rules')
    .where('workspace_id', '=', workspaceId)
    .select(['platform', 'days'])
    .execute();
  return toRules(rows);
}

/** Lists the rules of every workspace that has one, by the id of the workspace. */
export async function listRetentionRules<Own>(db: Kysely<Own>): Promise<Map<string, RetentionRules>> {
  const rows = await acrossWorkspaces(db as unknown as Kysely<Tables>, 'listening')
    .selectFrom('retention_rules')
    .select(['workspace_id', 'platform', 'days'])
    .execute();
  const byWorkspace = Map.groupBy(rows, (row) => row.workspace_id);
  return new Map([...byWorkspace].map(([id, own]) => [id, toRules(own)]));
}

/**
 * Stores the rule of a workspace for a platform, or for all if it is null. No days delete the rule.
 */
export async function setRetentionRule<Own>(
  { db, workspaceId }: Scope<Own>,
  platform: string | null,
  days: number | null,
): Promise<void> {
  const key = { workspace_id: workspaceId, platform: platform ?? ALL_PLATFORMS };
  if (days === null)
    await own(db)
      .deleteFrom('retention_rules')
      .where('workspace_id', '=', workspaceId)
      .where('platform', '=', key.platform)
      .execute();
  else
    await own(db)
      .insertInto('retention_rules')
      .values({ ...key, days })
      .onConflict((conflict) => conflict.columns(['workspace_id', 'platform']).doUpdateSet({ days }))
      .execute();
}

function toRules(rows: readonly Row[]): RetentionRules {
  const days = new Map(rows.map((row) => [row.platform, row.days]));
  if (days.size === 0) return NO_RULES;
  const general = days.get(ALL_PLATFORMS) ?? null;
  days.delete(ALL_PLATFORMS);
  return { days: general, byPlatform: days };
}
