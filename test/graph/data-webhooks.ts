import type { World } from './shape.ts';

/** Deliveries of a webhook, and attempts of a delivery. */
const MOST = 10;

/**
 * Adds webhooks, more than a workspace may create, and for each of them deliveries with several
 * attempts. They are disabled, so that nothing is sent.
 */
export async function addWebhooks({ app, workspaceId, rows }: World): Promise<void> {
  const { pool } = app.database.database;
  await pool.query(
    `insert into notifications.webhooks
       (workspace_id, id, url, description, secret, disabled_reason, after_sequence, created_at)
     select $1, gen_random_uuid(), 'https://hooks.example.org/' || number, '', 'sealed', 'by_user', 0, now()
     from generate_series(1, $2) as number`,
    [workspaceId, rows],
  );
  const attempt = { at: '2026-03-10T10:00:00.000Z', status: 500, latencyMs: 12, error: 'It failed.' };
  await pool.query(
    `insert into notifications.deliveries
       (workspace_id, id, webhook_id, sequence, type, status, tries, attempts, next_attempt_at, created_at)
     select $1, gen_random_uuid(), id, number, 'run.completed', 'failed', $2, $3, null, now()
     from notifications.webhooks cross join generate_series(1, $2) as number
     where workspace_id = $1`,
    [
      workspaceId,
      Math.min(rows, MOST),
      JSON.stringify(Array.from({ length: Math.min(rows, MOST) }, () => attempt)),
    ],
  );
}
