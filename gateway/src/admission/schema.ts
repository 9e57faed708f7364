import { migrations } from './data/migrations/index.ts';
import { tenantTables, undistributed } from './data/tables.ts';

/** The PostgreSQL schema of rate limits and idempotent responses. */
export const limitsSchema = {
  name: 'limits',
  migrations,
  tables: { tenant: tenantTables, shared: [], undistributed },
};
