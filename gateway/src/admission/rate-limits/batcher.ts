import type { Kysely } from 'kysely';
import type { Tables } from '../data/tables.ts';
import { type Demand, type Grant, takeFromWindows } from '../data/windows.ts';

/** The decision on one request. */
export interface Taken {
  allowed: boolean;
  /** Requests counted in the window, including this one if it is allowed. */
  used: number;
}

interface Pending extends Demand {
  /** One per request, in order of arrival. */
  readonly requesters: PromiseWithResolvers<Taken>[];
}

/** Maximum concurrent statements, and the longest wait for one of them to end, in milliseconds. */
const MAX_IN_FLIGHT = 2;
const MAX_WAIT = 20;

/**
 * Counts the requests of one tick in one statement. While two statements are in flight, later
 * requests join the next one, so a slow database receives fewer, larger batches; after 20 ms the
 * next batch is sent anyway, in case a statement hangs.
 */
export function createBatcher(db: Kysely<Tables>) {
  let pending = new Map<string, Pending>();
  let inFlight = 0;
  let timer: NodeJS.Timeout | undefined;

  const send = async () => {
    clearTimeout(timer);
    timer = undefined;
    if (pending.size === 0) return;
    const batch = pending;
    pending = new Map();
    inFlight++;
    try {
      for (const grant of await takeFromWindows(db, [...batch.values()]))
        resolveAll(batch.get(keyOf(grant))!, grant);
    } catch (error) {
      for (const { requesters } of batch.values()) for (const { reject } of requesters) reject(error);
    } finally {
      inFlight--;
      if (inFlight < MAX_IN_FLIGHT) void send();
    }
  };
  const sendSoon = () => {
    if (inFlight < MAX_IN_FLIGHT) void send();
    else timer ??= setTimeout(send, MAX_WAIT);
  };

  return {
    take(demand: Omit<Demand, 'requests'>): Promise<Taken> {
      if (pending.size === 0) setImmediate(sendSoon);
      const key = keyOf(demand);
      let entry = pending.get(key);
      if (!entry) {
        entry = { ...demand, requests: 0, requesters: [] };
        pending.set(key, entry);
      }
      // Requests on both sides of a window's end count in the newer window, as in the statement.
      if (demand.startsAt > entry.startsAt) entry.startsAt = demand.startsAt;
      entry.requests++;
      const requester = Promise.withResolvers<Taken>();
      entry.requesters.push(requester);
      return requester.promise;
    },
  };
}

/** Allows as many requests as were granted, in order of arrival, and refuses the others. */
function resolveAll({ requesters }: Pending, { granted, used }: Grant): void {
  const before = used - granted;
  requesters.forEach(({ resolve }, index) => {
    const allowed = index < granted;
    resolve({ allowed, used: allowed ? before + index + 1 : used });
  });
}

function keyOf({ keyId, bucket }: { keyId: string; bucket: string }): string {
  return `${keyId} ${bucket}`;
}
