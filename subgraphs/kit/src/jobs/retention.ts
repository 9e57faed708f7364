import type { Kysely } from 'kysely';
import { DAY } from '../core/durations.ts';
import type { Scope } from '../postgres/index.ts';
import type { Job } from '../subgraph/jobs.ts';
import type { SubgraphServices } from '../subgraph/subgraph-definition.ts';

/** Stored objects that are deleted some days after they were posted. */
export interface Retained<Tables> {
  /** Lists the workspaces that have objects from before a time. */
  readonly listWorkspaces: (db: Kysely<Tables>, before: Date) => Promise<readonly string[]>;
  /**
   * Deletes up to `limit` objects from before a time in one transaction, with everything that was
   * derived from them; returns whether there may be more.
   */
  readonly deleteBefore: (
    scope: Scope<Tables>,
    part: { readonly before: Date; readonly limit: number; readonly now: Date },
  ) => Promise<boolean>;
}

/** Objects deleted in one transaction: few, so that no reader and no import waits for long. */
const BATCH = 200;

/**
 * Creates the daily job that deletes what is older than `RETENTION_DAYS`, one workspace at a time.
 */
export function retentionJob<Tables>(
  name: string,
  retained: Retained<Tables>,
): Job<SubgraphServices<Tables>> {
  return {
    name,
    schedule: '23 2 * * *',
    async run({ db, clock, config }, { signal }) {
      const days = config.RETENTION_DAYS;
      if (days === 0) return;
      const now = new Date(clock());
      const part = { before: new Date(now.getTime() - days * DAY), limit: BATCH, now };
      for (const workspaceId of await retained.listWorkspaces(db, part.before)) {
        const scope = { db, workspaceId };
        while (!signal.aborted && (await retained.deleteBefore(scope, part)));
        if (signal.aborted) return;
      }
    },
  };
}
