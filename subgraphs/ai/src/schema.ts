import { migrations } from './data/migrations/index.ts';
import { tenantTables } from './data/tables.ts';

/** The PostgreSQL schema of judgements by the model. */
export const aiSchema = { name: 'ai', migrations, tables: { tenant: tenantTables, shared: [] as const } };
