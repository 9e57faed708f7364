import type { World } from './shape.ts';

/** Adds operations that a client has sent. */
export async function addUsage({ app, workspaceId, rows }: World): Promise<void> {
  await app.database.database.pool.query(
    `with operations as (
       insert into usage.operations (workspace_id, signature, name, coordinates, used_at)
       select $1, 'signature ' || number, 'Operation' || number, '{Query.viewer}', now()
       from generate_series(1, $2) as number returning signature)
     insert into usage.counts (workspace_id, hour, signature, client, version, requests, failures)
     select $1, date_trunc('hour', now()), signature, 'client', '1', 1, 0 from operations`,
    [workspaceId, rows],
  );
}
