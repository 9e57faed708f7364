import { migrations } from './data/migrations/index.ts';
import { tables } from './data/tables.ts';

/** The PostgreSQL schema of the event log, which every process migrates with its subgraphs. */
export const eventsSchema = { name: 'events', migrations, tables };
