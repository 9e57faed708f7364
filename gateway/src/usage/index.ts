/**
 * Usage: which operations and fields clients use, counted in memory and stored in PostgreSQL for 30
 * days. Itself a small subgraph, by which a workspace reads its own usage.
 */
import { readFileSync } from 'node:fs';
import { defineSubgraph } from '@tributary/kit';
import type { Context } from './context.ts';
import type { Tables } from './data/tables.ts';
import { Query } from './resolvers/query.ts';
import { usageSweep } from './retention.ts';
import { usageSchema } from './usage-schema.ts';

export type { ClientUse, RecordedPeriod } from './data/all-usage.ts';
export { openUsage, type Usage } from './open-usage.ts';
export type { UsageRecorder } from './recording/usage-recorder.ts';
export { USAGE_DAYS } from './retention.ts';
export { usageSchema } from './usage-schema.ts';

/** The subgraph by which a workspace reads the usage of its clients. */
export const usageSubgraph = defineSubgraph<Tables, Context>({
  ...usageSchema,
  sdl: readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'),
  resolvers: { Query },
  context: (source) => source,
  jobs: [usageSweep],
});
