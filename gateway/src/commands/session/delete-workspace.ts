import { setTimeout } from 'node:timers/promises';
import { type Database, deleteTenant } from '@tributary/kit/postgres';
import type { Admin } from '../../access/index.ts';

/**
 * How long a running gateway may still act for a deleted workspace, in milliseconds: it caches
 * principals for two seconds.
 */
const PRINCIPAL_CACHE = 2_500;

/**
 * Deletes identity first, so that no new request is admitted, then every other row; and once more
 * after a running gateway has forgotten the workspace, for rows that it inserted in the meantime.
 */
export async function deleteWorkspace(
  { database, admin, schemas }: { database: Database; admin: Admin; schemas: readonly string[] },
  id: string,
): Promise<number> {
  const pool = database.openPool({ max: 1, statementTimeout: 0 });
  await admin.deleteGrants(id);
  const [identity, ...others] = schemas;
  let rows = await deleteTenant(pool, [identity!], id);
  rows += await deleteTenant(pool, others, id);
  await setTimeout(PRINCIPAL_CACHE);
  return rows + (await deleteTenant(pool, schemas, id));
}
