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

/** Gathers the requests of one tick and counts them in one statement. */
export function createBatcher(db: Kysely<Tables>) {
  let waiting = new Map<string, Waiting>();

  const flush = async () => {
    const batch = waiting;
    waiting = new Map();
    try {
      for (const grant of await takeFromWindows(db, [...batch.values()]))
        answer(batch.get(keyOf(grant))!, grant);
    } catch (error) {
      for (const { answers } of batch.values()) for (const { reject } of answers) reject(error);
    }
  };

  return {
    take(ask: Omit<Ask, 'requests'>): Promise<Taken> {
      if (waiting.size === 0) setImmediate(flush);
      const key = keyOf(ask);
      let entry = waiting.get(key);
      if (!entry) {
        entry = { ...ask, requests: 0, answers: [] };
        waiting.set(key, entry);
      }
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
