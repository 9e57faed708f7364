import { migrations } from './data/migrations/index.ts';
import { tenantTables, undistributed } from './data/tables.ts';

/** The PostgreSQL schema of usage, which a router without the product's other tables has alone. */
export const usageSchema = {
  name: 'usage',
  migrations,
  tables: { tenant: tenantTables, shared: [], undistributed },
};
