import type { Kysely } from 'kysely';
import type { Tables } from './data/tables.ts';
import { type Ask, type Grant, takeFromWindows } from './data/windows.ts';

/** What one request was told. */
export interface Taken {
  allowed: boolean;
  /** Requests counted in the window when this one was answered. */
  used: number;
}

interface Waiting extends Ask {
  /** One for each request, in order of arrival. */
  readonly answers: PromiseWithResolvers<Taken>[];
}

/** Statements under way at a time, and how long a request waits until one of them has ended, in milliseconds. */
const MOST_UNDER_WAY = 2;
const PATIENCE = 20;

/**
 * Counts the requests of one tick in one statement, and while enough statements are under way all that arrive in the
 * next one: the busier PostgreSQL is, the fewer it gets, each of them a transaction to be committed. One that hangs
 * holds up nobody for long.
 */
export function createBatcher(db: Kysely<Tables>) {
  let waiting = new Map<string, Waiting>();
  let underWay = 0;
  let patience: NodeJS.Timeout | undefined;

  const send = async () => {
    clearTimeout(patience);
    patience = undefined;
    if (waiting.size === 0) return;
    const batch = waiting;
    waiting = new Map();
    underWay++;
    try {
      for (const grant of await takeFromWindows(db, [...batch.values()]))
        answer(batch.get(keyOf(grant))!, grant);
    } catch (error) {
      for (const { answers } of batch.values()) for (const { reject } of answers) reject(error);
    } finally {
      underWay--;
      if (underWay < MOST_UNDER_WAY) void send();
    }
  };
  const sendSoon = () => {
    if (underWay < MOST_UNDER_WAY) void send();
    else patience ??= setTimeout(send, PATIENCE);
  };

  return {
    take(ask: Omit<Ask, 'requests'>): Promise<Taken> {
      if (waiting.size === 0) setImmediate(sendSoon);
      const key = keyOf(ask);
      let entry = waiting.get(key);
      if (!entry) {
        entry = { ...ask, requests: 0, answers: [] };
        waiting.set(key, entry);
      }
      // Requests on both sides of a window's end are counted in the newer one, as everywhere.
      if (ask.startsAt > entry.startsAt) entry.startsAt = ask.startsAt;
      entry.requests++;
      const pending = Promise.withResolvers<Taken>();
      entry.answers.push(pending);
      return pending.promise;
    },
  };
}

/** The first to ask pass, the others find the window full. */
function answer({ answers }: Waiting, { granted, used }: Grant): void {
  const before = used - granted;
  answers.forEach(({ resolve }, index) => {
    const allowed = index < granted;
    resolve({ allowed, used: allowed ? before + index + 1 : used });
  });
}

function keyOf({ keyId, bucket }: { keyId: string; bucket: string }): string {
  return `${keyId} ${bucket}`;
}
