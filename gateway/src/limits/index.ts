import { kyselyFor, type Principal } from '@tributary/kit';
import type { Pool } from 'pg';
import type { ReadLimits, RequestLimitRule } from '../access/index.ts';
import { createBatcher } from './batcher.ts';
import { migrations } from './data/migrations/index.ts';
import { listWindows, type Tables, tenantTables } from './data/windows.ts';
import { windowAt } from './window.ts';

export { type AddressLimiter, createAddressLimiter } from './addresses.ts';

/** What is left of a limit after a request. */
export interface Budget {
  /** Whether this request may pass. */
  allowed: boolean;
  limit: number;
  used: number;
  remaining: number;
  resetsAt: Date;
}

/** Request limits by key: exact across connections and processes, and kept through restarts. */
export interface Limits {
  /** Counts one request against a limit of the key. */
  take(principal: Principal, bucket: string, rule: RequestLimitRule): Promise<Budget>;
  /** Reads limits without counting. */
  read: ReadLimits;
}

export const limitsSchema = { name: 'limits', migrations, tables: { tenant: tenantTables, shared: [] } };

export function openLimits(options: { pool: Pool; clock?: () => number }): Limits {
  const clock = options.clock ?? Date.now;
  const db = kyselyFor<Tables>(options.pool, 'limits', tenantTables);
  const batcher = createBatcher(db);
  return {
    async take({ workspaceId, keyId }, bucket, rule) {
      const { startsAt, resetsAt } = windowAt(rule, clock());
      const { allowed, used } = await batcher.take({ workspaceId, keyId, bucket, startsAt, max: rule.max });
      return { allowed, limit: rule.max, used, remaining: Math.max(0, rule.max - used), resetsAt };
    },
    async read({ workspaceId, keyId }, rules) {
      const windows = await listWindows({ db, workspaceId }, keyId);
      return rules.map(({ bucket, rule }) => {
        const { startsAt, resetsAt } = windowAt(rule, clock());
        const current = windows.find(
          (window) => window.bucket === bucket && window.startsAt.getTime() === startsAt.getTime(),
        );
        return { limit: rule.max, remaining: Math.max(0, rule.max - (current?.used ?? 0)), resetsAt };
      });
    },
  };
}
