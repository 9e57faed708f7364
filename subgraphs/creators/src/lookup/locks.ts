import { setTimeout as delay } from 'node:timers/promises';
import { TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import type { Tables } from '../data/tables.ts';
import type { LookupParts, PendingLookup } from './lookup.ts';
import { SOURCES_DEADLINE } from './sources/ask-sources.ts';
import { resolveStored } from './stored-answers.ts';

/** Maximum wait for the lookup of another process, in milliseconds. */
const LONGEST_WAIT = SOURCES_DEADLINE + 5_000;
/** First and longest pause between polls, in milliseconds. */
const FIRST_PAUSE = 20;
const LONGEST_PAUSE = 200;

/**
 * Runs `fetch` for the lookups whose locks are free, then releases the locks. Across processes and
 * workspaces only the holder of a key's lock fetches; the others poll for the stored answer and
 * retry the lock.
 */
export async function withLocks(
  parts: LookupParts,
  lookups: readonly PendingLookup[],
  scope: Scope<Tables>,
  fetch: (locked: readonly PendingLookup[]) => Promise<void>,
): Promise<void> {
  const startedAt = performance.now();
  const fetching: Promise<void>[] = [];
  let waiting = [...lookups];
  for (let pause = FIRST_PAUSE; waiting.length > 0; pause = Math.min(pause * 1.5, LONGEST_PAUSE)) {
    const taken = await parts.locks.take(waiting.map(({ key }) => key));
    const locked = waiting.filter(({ key }) => taken.has(key));
    waiting = waiting.filter(({ key }) => !taken.has(key));
    if (locked.length > 0) fetching.push(thenRelease(parts, locked, fetch));
    if (waiting.length === 0) break;
    if (performance.now() - startedAt > LONGEST_WAIT) {
      for (const { resolve } of waiting)
        resolve(new TributaryError('UPSTREAM_TIMEOUT', 'The sources did not respond in time.'));
      break;
    }
    await delay(pause * (0.5 + Math.random()));
    waiting = await resolveStored(parts, waiting, scope);
  }
  await Promise.all(fetching);
}

async function thenRelease(
  { locks }: LookupParts,
  locked: readonly PendingLookup[],
  fetch: (locked: readonly PendingLookup[]) => Promise<void>,
): Promise<void> {
  try {
    await fetch(locked);
  } finally {
    await locks.release(locked.map(({ key }) => key));
  }
}
