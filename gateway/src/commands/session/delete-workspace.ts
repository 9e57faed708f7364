import { setTimeout } from 'node:timers/promises';
import { deleteTenant } from '@tributary/kit/administration';
import type { Database } from '@tributary/kit/postgres';
import type { Admin } from '../../access/index.ts';

/**
 * How long to wait for running gateways to forget a deleted workspace, in milliseconds: they cache
 * principals for two seconds, and store the usage of clients a second later.
 */
const FORGETTING = 3_500;

/**
 * Deletes identity first, so that no new request is admitted, then every other row. Deletes again
 * once running gateways have forgotten the workspace, for rows that they inserted in the meantime.
 */
export async function deleteWorkspace(
  { database, admin, schemas }: { database: Database; admin: Admin; schemas: readonly string[] },
  id: string,
): Promise<number> {
  const pool = database.openPool({ max: 1, statementTimeout: 0, direct: true });
  await admin.deleteGrants(id);
  const [identity, ...others] = schemas;
  let rows = await deleteTenant(pool, [identity!], id);
  rows += await deleteTenant(pool, others, id);
  await setTimeout(FORGETTING);
  return rows + (await deleteTenant(pool, schemas, id));
}
