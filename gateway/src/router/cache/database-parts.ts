import type { Logger } from '@tributary/kit';
import { openCircuit } from '@tributary/kit/http-client';
import { type CachedPart, type Invalidation, parseExactly, type SharedParts } from '../../graph/index.ts';
import type { CacheDatabase } from './cache-database.ts';
import {
  deleteInvalidated,
  findParts,
  type StoredPart,
  upsertParts,
  type WrittenPart,
} from './data/parts.ts';

/** The shared parts of a database. */
export interface DatabaseParts extends SharedParts {
  /** Deletes parts and tells all processes; returns their number, or null without the database. */
  invalidate(which: Invalidation): Promise<number | null>;
  /** Whether the last attempt succeeded, and invalidations of other processes are received. */
  isThere(): boolean;
  /** Stores what waits. */
  stop(): Promise<void>;
}

interface DatabasePartsOptions {
  readonly database: CacheDatabase;
  readonly patienceMs: number | undefined;
  /** Bound of the table, of which a single part may take a hundredth. */
  readonly maxBytes: number;
  /** Bound of the table, after a tenth of which it is swept. */
  readonly maxRows: number;
  readonly log: Logger;
}

const PATIENCE = 250;
/** After a failed look-up, the database is not asked for some milliseconds. */
const COOL_DOWN = 2_000;
/** Parts that wait to be written, at most: then more are not stored. */
const MOST_WAITING = 2_000;
/** Parts that are written by one statement. */
const BATCH = 200;
/** Text that `jsonb` rejects: a null character, and half a surrogate pair. */
const NOT_STORABLE = /\\u0000|\\ud[89a-f]/i;

/** Reads and writes shared parts; failures of the database are misses. */
export function databaseParts(options: DatabasePartsOptions): DatabaseParts {
  const { database, patienceMs = PATIENCE, log } = options;
  let isThere = false;
  const circuit = openCircuit({
    after: 1,
    coolDown: COOL_DOWN,
    isFailure: () => true,
    onChange: (isOpen) => log.warn({ isOpen }, 'look-ups in the database of the cache have changed'),
  });
  const attempt = async <Result>(work: () => Promise<Result>): Promise<Result | null> => {
    try {
      const result = await circuit.execute(work);
      isThere = true;
      return result;
    } catch {
      isThere = false;
      return null;
    }
  };
  const writer = batchWriter(options, attempt);
  return {
    async find(keys) {
      const { db } = database;
      if (!db) return null;
      const found = await attempt(() => within(patienceMs, findParts(db, keys)));
      return (
        found && {
          version: found.version,
          parts: new Map(found.parts.map((each) => [each.key, partOf(each)])),
        }
      );
    },
    store: writer.store,
    async invalidate(which) {
      const { db } = database;
      // Not by the circuit: an operator's call must reach a database that is there again.
      return db && deleteInvalidated(db, which, database.id).catch(() => null);
    },
    isThere: () => isThere && database.isFollowing,
    stop: writer.stop,
  };
}

type Attempt = <Result>(work: () => Promise<Result>) => Promise<Result | null>;

/** Writes parts in batches, one after the other. */
function batchWriter({ database, maxBytes, maxRows }: DatabasePartsOptions, attempt: Attempt) {
  const waiting: WrittenPart[] = [];
  let writing: Promise<void> | null = null;
  let written = 0;
  const writeAll = async () => {
    while (waiting.length > 0) {
      const { db } = database;
      const batch = waiting.splice(0, BATCH);
      if (!db || (await attempt(() => upsertParts(db, batch).then(() => true))) === null) continue;
      written += batch.length;
      if (written * 10 < maxRows) continue;
      written = 0;
      database.sweepSoon();
    }
    writing = null;
  };
  return {
    store(key: string, part: CachedPart, version: string): void {
      const row = rowOf(key, part, version);
      if (!row || row.value.length * 100 > maxBytes || waiting.length >= MOST_WAITING) return;
      waiting.push(row);
      // What is stored in the same tick is written together.
      writing ??= Promise.resolve().then(writeAll);
    },
    stop: async () => writing ?? undefined,
  };
}

function rowOf(
  key: string,
  { services, representation, value, freshness }: CachedPart,
  version: string,
): WrittenPart | null {
  const { tags, ...ages } = freshness;
  if (NOT_STORABLE.test(JSON.stringify([representation, tags]))) return null;
  return { key, version, services, representation, tags, value: JSON.stringify(value), ...ages };
}

function partOf({ services, representation, value, tags, ...freshness }: StoredPart): CachedPart {
  const { maxAge, clientAge, isPrivate, isPublic } = freshness;
  return {
    services,
    representation,
    value: parseExactly(value) as CachedPart['value'],
    freshness: { maxAge, clientAge: Math.min(clientAge, maxAge), isPrivate, isPublic, tags },
  };
}

/** Rejects if work takes longer than some milliseconds. */
async function within<Result>(milliseconds: number, work: Promise<Result>): Promise<Result> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => reject(new Error(`The database did not respond within ${milliseconds} ms.`)),
    milliseconds,
  );
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
