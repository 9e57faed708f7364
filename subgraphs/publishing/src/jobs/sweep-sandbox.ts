import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import { deleteSandboxPosts } from '../sandbox/data/sandbox.ts';
import type { SandboxTables } from '../sandbox/data/sandbox-tables.ts';

/** Retention of posts on sandbox pages, in milliseconds. */
const RETENTION = 180 * DAY;

/** Removes old posts from sandbox pages. */
export const sweepSandbox: Job<SubgraphServices<SandboxTables>> = {
  name: 'publishing.sweep-sandbox',
  schedule: '17 3 * * *',
  run: ({ db, clock }) => deleteSandboxPosts(db, new Date(clock() - RETENTION)),
};
