import { migrations } from './data/migrations/index.ts';
import { sharedTables, tenantTables, undistributed } from './data/tables.ts';

/** The PostgreSQL schema of listening. */
export const listeningSchema = {
  name: 'listening',
  migrations,
  tables: { tenant: tenantTables, shared: sharedTables, undistributed },
};
