import type { Job, SubgraphServices } from '@tributary/kit';
import { deleteSandboxPosts } from '../sandbox/data/sandbox.ts';
import type { SandboxTables } from '../sandbox/data/sandbox-tables.ts';

/** Retention of posts on sandbox pages, in milliseconds. */
export const KEPT = 180 * 24 * 60 * 60_000;

/** Removes old posts from sandbox pages. */
export const sweepSandbox: Job<SubgraphServices<SandboxTables>> = {
  name: 'publishing.sweep-sandbox',
  schedule: '17 3 * * *',
  run: ({ db }) => deleteSandboxPosts(db, new Date(Date.now() - KEPT)),
};
