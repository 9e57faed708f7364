import { type ClientCount, OTHER, type UsedOperation } from '../data/counts.ts';
import type { OperationUse } from './operation-use.ts';
import type { SentClient } from './sent-client.ts';

/** A request whose operation was executed. */
export interface UsedRequest {
  readonly workspaceId: string;
  readonly use: OperationUse;
  readonly client: SentClient;
  readonly failed: boolean;
}

/** What distinguishes at most so many rows, per hour and process. */
export interface UsageBounds {
  /** Clients of a workspace, by name and version. Others are counted together. */
  readonly clients: number;
  /** Operations of a workspace, by client. Others are counted together, by client. */
  readonly operations: number;
  /** The same of all workspaces. */
  readonly total: number;
}

export const USAGE_BOUNDS: UsageBounds = { clients: 100, operations: 1_000, total: 20_000 };

/** The client as which those beyond the bound are counted. */
export const OTHER_CLIENTS: SentClient = { name: '(other clients)', version: '' };

/** Counts that were not stored yet. */
export interface Drained {
  readonly operations: readonly UsedOperation[];
  readonly counts: readonly ClientCount[];
}

interface Row {
  readonly workspaceId: string;
  readonly client: SentClient;
  readonly use: OperationUse | CollectedUse;
  requests: number;
  failures: number;
}

/** Operations that are counted together. */
interface CollectedUse {
  readonly signature: typeof OTHER;
  readonly name: '';
  readonly coordinates: Set<string>;
}

/** The rows of one workspace. */
interface WorkspaceRows {
  readonly clients: Set<string>;
  readonly rows: Map<string, Row>;
  /** How many of the rows are of one operation. */
  operations: number;
  /** Collects the operations beyond the bounds. */
  readonly other: CollectedUse;
}

const HOUR = 3_600_000;

/** Counts requests in memory, by hour, workspace, operation and client. */
export interface HourlyCounts {
  add(request: UsedRequest): void;
  /** Returns what was counted since the last call. */
  drain(): Drained;
}

/** Creates the counts of a process; `clock` returns milliseconds. */
export function createHourlyCounts(clock: () => number, bounds: UsageBounds = USAGE_BOUNDS): HourlyCounts {
  let hour = 0;
  let total = 0;
  let workspaces = new Map<string, WorkspaceRows>();
  let ended: Drained[] = [];
  const turnTo = (next: number) => {
    if (workspaces.size > 0) ended.push(drainRows(workspaces, new Date(hour)));
    workspaces = new Map();
    total = 0;
    hour = next;
  };
  const rowOf = ({ workspaceId, use, client: sent }: UsedRequest): Row => {
    const own = entryOf(workspaces, workspaceId, emptyRows);
    const client = knownClient(own, sent, bounds.clients);
    const id = JSON.stringify([client.name, client.version]);
    const known = own.rows.get(`${use.signature}${id}`);
    if (known) return known;
    const isFull = own.operations >= bounds.operations || total >= bounds.total;
    if (isFull) {
      for (const coordinate of use.coordinates) own.other.coordinates.add(coordinate);
      return entryOf(own.rows, `${OTHER}${id}`, () => newRow(workspaceId, client, own.other));
    }
    own.operations += 1;
    total += 1;
    return entryOf(own.rows, `${use.signature}${id}`, () => newRow(workspaceId, client, use));
  };
  return {
    add(request) {
      const now = Math.floor(clock() / HOUR) * HOUR;
      if (now !== hour) turnTo(now);
      const row = rowOf(request);
      row.requests += 1;
      if (request.failed) row.failures += 1;
    },
    drain() {
      const all = [...ended, drainRows(workspaces, new Date(hour))];
      ended = [];
      return {
        operations: all.flatMap(({ operations }) => operations),
        counts: all.flatMap(({ counts }) => counts),
      };
    },
  };
}

/** Returns the client, or that of the others if the workspace has too many. */
function knownClient({ clients }: WorkspaceRows, sent: SentClient, most: number): SentClient {
  const id = JSON.stringify([sent.name, sent.version]);
  if (clients.has(id)) return sent;
  if (clients.size >= most) return OTHER_CLIENTS;
  clients.add(id);
  return sent;
}

function drainRows(workspaces: ReadonlyMap<string, WorkspaceRows>, hour: Date): Drained {
  const operations = new Map<string, UsedOperation>();
  const counts: ClientCount[] = [];
  for (const { rows } of workspaces.values())
    for (const row of rows.values()) {
      const { workspaceId, client, use, requests, failures } = row;
      if (requests === 0) continue;
      const { signature, name } = use;
      operations.set(`${workspaceId}${signature}`, {
        workspaceId,
        signature,
        name,
        coordinates: [...use.coordinates].sort(),
      });
      counts.push({
        workspaceId,
        hour,
        signature,
        client: client.name,
        version: client.version,
        requests,
        failures,
      });
      row.requests = 0;
      row.failures = 0;
    }
  return { operations: [...operations.values()], counts };
}

function newRow(workspaceId: string, client: SentClient, use: Row['use']): Row {
  return { workspaceId, client, use, requests: 0, failures: 0 };
}

function emptyRows(): WorkspaceRows {
  return {
    clients: new Set(),
    rows: new Map(),
    operations: 0,
    other: { signature: OTHER, name: '', coordinates: new Set() },
  };
}

function entryOf<Value>(map: Map<string, Value>, key: string, create: () => Value): Value {
  const known = map.get(key);
  if (known !== undefined) return known;
  const value = create();
  map.set(key, value);
  return value;
}
