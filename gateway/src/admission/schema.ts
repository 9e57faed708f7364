import { migrations } from './data/migrations/index.ts';
import { tenantTables } from './data/tables.ts';

/** The PostgreSQL schema of rate limits and idempotent responses. */
export const limitsSchema = { name: 'limits', migrations, tables: { tenant: tenantTables, shared: [] } };
