import type { TestCluster } from '@tributary/kit/testing';
import pg from 'pg';
import { runCommand } from './command.ts';

/**
 * Reads the nodes of a cluster from the database of its coordinator, and the statements that the
 * command `database distribute` would send to a migrated database.
 */
export async function openCluster(coordinator: string, migrated: string): Promise<TestCluster> {
  const client = new pg.Client({ connectionString: coordinator });
  await client.connect();
  const { rows } = await client.query<{ host: string; port: number; isWorker: boolean }>(
    `select nodename as host, nodeport as port, groupid > 0 as "isWorker"
     from pg_dist_node where noderole = 'primary' order by nodeid`,
  );
  await client.end();
  const addresses = (isWorker: boolean) =>
    rows.filter((node) => node.isWorker === isWorker).map(({ host, port }) => `${host}:${port}`);
  const workers = addresses(true);
  const nodes = ['--coordinator', ...addresses(false), '--workers', workers.join()];
  const { code, stdout, stderr } = await runCommand(
    ['database', 'distribute', '--dry-run', '--json', ...nodes],
    { env: { DATABASE_URL: migrated } },
  );
  if (code !== 0) throw new Error(`The tables cannot be distributed: ${stderr}`);
  return {
    statements: JSON.parse(stdout).statements,
    workers: workers.map((address) => {
      const url = new URL(coordinator);
      url.host = address;
      return url.href;
    }),
  };
}
