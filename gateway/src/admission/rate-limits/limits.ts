import { DAY, type Principal } from '@tributary/kit';
import type { BoundJob } from '@tributary/kit/host';
import { kyselyFor } from '@tributary/kit/postgres';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { ReadLimits, RequestLimitRule } from '../../access/index.ts';
import { type Tables, tenantTables } from '../data/tables.ts';
import { deleteEndedWindows, listWindows, recordReachedWindow } from '../data/windows.ts';
import { createBatcher, type Taken } from './batcher.ts';
import { windowAt } from './window.ts';

/** State of a limit after a request. */
export interface Budget {
  /** Whether the request is within the limit. */
  allowed: boolean;
  limit: number;
  used: number;
  remaining: number;
  resetsAt: Date;
  /** Whole seconds until the reset, at least 1. */
  retryAfter: number;
}

/** The key whose requests are counted. */
export type Counted = Pick<Principal, 'workspaceId' | 'keyId'>;

/**
 * Request limits per key: exact across connections and processes, and persistent across restarts.
 */
export interface Limits {
  /** Counts a request against a limit of the key. */
  take(principal: Counted, bucket: string, rule: RequestLimitRule): Promise<Budget>;
  /** Records the event `limit.reached`, once in each window of a limit. */
  recordReached(principal: Counted, bucket: string, rule: RequestLimitRule): Promise<void>;
  /** Reads a limit for a request that is refused before it counts. */
  look(principal: Principal, bucket: string, rule: RequestLimitRule): Promise<Budget>;
  /** Reads limits without counting. */
  read: ReadLimits;
  /** Deletes ended windows every hour. */
  readonly sweep: BoundJob;
}

/**
 * How long a window is stored after its start, in milliseconds: twice the longest window, to allow
 * for clock skew.
 */
const RETENTION = 2 * DAY;

/** Maximum number of windows that this process remembers to have recorded as reached. */
const MOST_REACHED = 10_000;

/** Opens the limits on a database. */
export function openLimits(options: { pool: Pool; clock: () => number }): Limits {
  const { clock } = options;
  const db = kyselyFor<Tables>(options.pool, 'limits', tenantTables);
  const batcher = createBatcher(db);
  const reached = new LRUCache<string, true>({ max: MOST_REACHED });
  const budget = (rule: RequestLimitRule, { allowed, used }: Taken): Budget => {
    const now = clock();
    const { resetsAt } = windowAt(rule, now);
    const retryAfter = Math.max(1, Math.ceil((resetsAt.getTime() - now) / 1_000));
    return { allowed, limit: rule.max, used, remaining: Math.max(0, rule.max - used), resetsAt, retryAfter };
  };
  const used = async ({ workspaceId, keyId }: Principal) => {
    const windows = await listWindows({ db, workspaceId }, keyId);
    return (bucket: string, rule: RequestLimitRule): number => {
      const { startsAt } = windowAt(rule, clock());
      // A window that starts later is also the current one: another process's clock is ahead of
      // ours.
      const current = windows.find((window) => window.bucket === bucket && window.startsAt >= startsAt);
      return current?.used ?? 0;
    };
  };
  /**
   * Reads in flight by key: a flood of refused requests, which are not counted, shares one
   * statement.
   */
  const readings = new Map<string, ReturnType<typeof used>>();
  return {
    async take({ workspaceId, keyId }, bucket, rule) {
      const { startsAt } = windowAt(rule, clock());
      const taken = await batcher.take({ workspaceId, keyId, bucket, startsAt, max: rule.max });
      return budget(rule, taken);
    },
    async recordReached({ workspaceId, keyId }, bucket, rule) {
      const { startsAt, resetsAt } = windowAt(rule, clock());
      const window = `${keyId} ${bucket} ${startsAt.getTime()}`;
      if (reached.has(window)) return;
      reached.set(window, true);
      const payload = { keyId, limit: bucket, max: rule.max, resetsAt: resetsAt.toISOString() };
      await recordReachedWindow({ db, workspaceId }, { keyId, bucket, startsAt }, new Date(clock()), {
        type: 'limit.reached',
        subject: keyId,
        payload,
      }).catch((error) => {
        reached.delete(window);
        throw error;
      });
    },
    async look(principal, bucket, rule) {
      let reading = readings.get(principal.keyId);
      if (!reading) {
        reading = used(principal).finally(() => readings.delete(principal.keyId));
        readings.set(principal.keyId, reading);
      }
      return budget(rule, { allowed: false, used: (await reading)(bucket, rule) });
    },
    async read(principal, rules) {
      const usedOf = await used(principal);
      return rules.map(({ bucket, rule }) => budget(rule, { allowed: true, used: usedOf(bucket, rule) }));
    },
    sweep: {
      name: 'limits.sweep-windows',
      schedule: '17 * * * *',
      run: async () => {
        await deleteEndedWindows(db, new Date(clock() - RETENTION));
      },
    },
  };
}
