import { DAY, type Job, type SubgraphServices } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import { listRetentionRules } from '../data/retention-rules.ts';
import { deletionsOf, NO_RULES } from './retention-rules.ts';

/** The last object of a part: objects are deleted in the order of these two. */
export interface DeletedTo {
  readonly postedAt: Date;
  readonly id: string;
}

/** Some of the objects that are too old. */
export interface DeletedPart {
  /** Null for all platforms. */
  readonly platform: string | null;
  /** Where the preceding part ended; null for the first. */
  readonly after: DeletedTo | null;
  readonly before: Date;
  readonly limit: number;
  readonly now: Date;
}

/** Stored objects that are deleted some days after they were posted. */
export interface Retained<Tables> {
  /** Lists the workspaces that have objects from before a time. */
  readonly listWorkspaces: (db: Kysely<Tables>, before: Date) => Promise<readonly string[]>;
  /**
   * Deletes a part in one transaction, with everything that was derived from its objects, except
   * those that another transaction has locked. Returns where the part ended; null for the last.
   */
  readonly deletePart: (scope: Scope<Tables>, part: DeletedPart) => Promise<DeletedTo | null>;
}

/** Objects deleted in one transaction: few, so that no import waits for long. */
const BATCH = 200;

/**
 * Creates the daily job that deletes what is older than `RETENTION_DAYS` and the rules of the
 * workspaces allow, one workspace at a time. The rules of platforms are those of the sweep, because
 * they count from when an item was found.
 */
export function retentionJob<Tables>(
  name: string,
  retained: Retained<Tables>,
): Job<SubgraphServices<Tables>> {
  return {
    name,
    schedule: '23 2 * * *',
    async run({ db, clock, config }, { signal }) {
      const now = new Date(clock());
      const ago = (days: number) => new Date(now.getTime() - days * DAY);
      const installationDays = config.RETENTION_DAYS || null;
      const rules = await listRetentionRules(db);
      const old = installationDays ? await retained.listWorkspaces(db, ago(installationDays)) : [];
      for (const workspaceId of new Set([...rules.keys(), ...old]))
        for (const { platform, days } of deletionsOf(rules.get(workspaceId) ?? NO_RULES, installationDays)) {
          let part: DeletedPart = { platform, after: null, before: ago(days), limit: BATCH, now };
          do {
            if (signal.aborted) return;
            part = { ...part, after: await retained.deletePart({ db, workspaceId }, part) };
          } while (part.after);
        }
    },
  };
}
