import type { Logger } from '@tributary/kit';
import { pause, repeat } from '@tributary/kit/jobs';
import type { DocumentNode, GraphQLSchema } from 'graphql';
import type { Kysely } from 'kysely';
import { addCounts, type ClientCount, type UsedOperation, upsertOperations } from '../data/counts.ts';
import type { Tables } from '../data/tables.ts';
import { createHourlyCounts, type Drained, type UsageBounds } from './hourly-counts.ts';
import { createOperationUses } from './operation-use.ts';
import { sentClient } from './sent-client.ts';

/** An executed operation of a client. */
export interface ExecutedOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  /** Null for a caller without a workspace. */
  readonly workspaceId: string | null;
  /** Headers of the request, which name the client. */
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** Whether the response had errors. */
  readonly failed: boolean;
}

/** Counts executed operations of clients, and stores the counts. */
export interface UsageRecorder {
  record(operation: ExecutedOperation): void;
  /** Stores what has been counted, and ends the recording. */
  stop(): Promise<void>;
}

export interface RecorderOptions {
  readonly db: Kysely<Tables>;
  readonly log: Logger;
  readonly clock: () => number;
  readonly bounds?: UsageBounds | undefined;
}

/** The workspace of callers who have none. */
export const NO_WORKSPACE = '00000000-0000-0000-0000-000000000000';

/** Interval of storing counts, in milliseconds. */
const INTERVAL = 1_000;
/** Rows written by one statement. */
const BATCH = 500;
/** Maximum number of rows that wait while the database is away; the oldest are given up. */
const MOST_WAITING = 50_000;

/** Starts to record. Failures of the database cost counts, never a request. */
export function startRecorder({ db, log, clock, bounds }: RecorderOptions): UsageRecorder {
  const useOf = createOperationUses();
  const counts = createHourlyCounts(clock, bounds);
  const waiting: Waiting = { operations: new Map(), counts: new Map() };
  const ending = new AbortController();
  const store = async () => {
    addTo(waiting, counts.drain());
    const now = new Date(clock());
    await storeRows(waiting.operations, (batch) => upsertOperations(db, batch, now));
    await storeRows(waiting.counts, (batch) => addCounts(db, batch));
  };
  const storing = repeat(
    async () => {
      await store();
      await pause(INTERVAL, ending.signal);
    },
    { signal: ending.signal, log, failure: 'the usage of clients could not be stored' },
  );
  return {
    record({ schema, document, operationName, workspaceId, headers, failed }) {
      const use = useOf({ schema, document, operationName });
      counts.add({ workspaceId: workspaceId ?? NO_WORKSPACE, use, client: sentClient(headers), failed });
    },
    async stop() {
      ending.abort();
      await storing;
      await store().catch((error) => log.warn({ err: error }, 'the last usage of clients is lost'));
    },
  };
}

/** What the database has not accepted yet, by the key of its row. */
interface Waiting {
  readonly operations: Map<string, UsedOperation>;
  readonly counts: Map<string, ClientCount>;
}

/** Adds what was counted to what is waiting; the oldest is given up beyond a bound. */
function addTo(waiting: Waiting, { operations, counts }: Drained): void {
  for (const operation of operations)
    waiting.operations.set(JSON.stringify([operation.workspaceId, operation.signature]), operation);
  for (const count of counts) {
    const { workspaceId, hour, signature, client, version } = count;
    const key = JSON.stringify([workspaceId, hour.getTime(), signature, client, version]);
    const known = waiting.counts.get(key);
    waiting.counts.set(key, known ? sumOf(known, count) : count);
  }
  dropOldest(waiting.operations);
  dropOldest(waiting.counts);
}

function sumOf(one: ClientCount, other: ClientCount): ClientCount {
  return {
    ...one,
    requests: one.requests + other.requests,
    failures: one.failures + other.failures,
  };
}

function dropOldest(rows: Map<string, unknown>): void {
  for (const key of rows.keys()) {
    if (rows.size <= MOST_WAITING) return;
    rows.delete(key);
  }
}

/**
 * Stores rows in batches and in the order of their keys: two processes that lock rows in different
 * orders would wait for each other.
 */
async function storeRows<Row>(
  rows: Map<string, Row>,
  write: (batch: readonly Row[]) => Promise<void>,
): Promise<void> {
  const keys = [...rows.keys()].sort();
  for (let at = 0; at < keys.length; at += BATCH) {
    const batch = keys.slice(at, at + BATCH);
    await write(batch.map((key) => rows.get(key)!));
    for (const key of batch) rows.delete(key);
  }
}
