import type { World } from './shape.ts';

/** Destinations of an alert rule. */
const MOST = 10;

/**
 * Adds destinations, more than a workspace may create, alert rules that send to some of them, and
 * saved views. The rules are disabled, so that nothing is sent.
 */
export async function addAlerts({ app, workspaceId, rows }: World): Promise<void> {
  const { pool } = app.database.database;
  await pool.query(
    `insert into notifications.destinations (workspace_id, id, kind, name, account, credentials, created_at)
     select $1, gen_random_uuid(), 'slack', 'Channel ' || number, 'T1/B' || number, 'sealed', now()
     from generate_series(1, $2) as number`,
    [workspaceId, rows],
  );
  await pool.query(
    `insert into notifications.views (workspace_id, id, name, folded, list, arguments, created_at, updated_at)
     select $1, gen_random_uuid(), 'View ' || number, 'view ' || number, 'community_posts', '{}', now(), now()
     from generate_series(1, $2) as number`,
    [workspaceId, rows],
  );
  const schedule = { frequency: 'daily', at: 540, weekday: 1, quiet: null, timeZone: 'UTC' };
  await pool.query(
    `insert into notifications.alert_rules
       (workspace_id, id, name, types, trackers, view_id, query, destinations, schedule, is_enabled, after_sequence, created_at)
     select $1, gen_random_uuid(), name, array_fill('run.completed'::text, array[$2::integer]),
       array_fill('tracker'::text, array[$2::integer]), id, null,
       (select array_agg(id) from (select id from notifications.destinations where workspace_id = $1 limit $2) as chosen),
       $3, false, 0, now()
     from notifications.views where workspace_id = $1`,
    [workspaceId, Math.min(rows, MOST), JSON.stringify(schedule)],
  );
}
