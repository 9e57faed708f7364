import { createHash } from 'node:crypto';
import { DAY, type Principal } from '@tributary/kit';
import type { BoundJob } from '@tributary/kit/host';
import { kyselyFor } from '@tributary/kit/postgres';
import type { Pool } from 'pg';
import {
  deleteExpiredResponses,
  deleteResponse,
  findResponse,
  type ResponseId,
  releaseLease,
  renewResponseLease,
  takeResponseLease,
  updateResponse,
} from '../data/idempotent-responses.ts';
import { type Tables, tenantTables } from '../data/tables.ts';
import { type Repeat, renewLease } from './renewed-lease.ts';

/** A response that is replayed to later requests with the same idempotency key. */
export interface StoredResponse {
  readonly status: number;
  readonly body: object | null;
}

/** A request that its caller may repeat under an idempotency key. */
export interface IdempotentRequest {
  /** The operation that the key belongs to, within the caller's API key. */
  readonly route: string;
  readonly idempotencyKey: string;
  /** Everything that identifies the request: its URL and its body. */
  readonly content: string;
}

/** The outcome of beginning a request under an idempotency key. */
export type Attempt =
  /** This request does the work and must report how it ended. */
  | {
      readonly outcome: 'started';
      /** Name of the work: the same for every attempt, and unique among all work. */
      readonly name: string;
      /**
       * Aborted when the lease is lost: the work must stop, because the next request may start it.
       */
      readonly lost: AbortSignal;
      /** Stores the response, which ends the work. */
      store(response: StoredResponse): Promise<void>;
      /** Gives up work that may be partly done: the next attempt continues it. */
      release(): Promise<void>;
      /** Gives up work that had no effect; the key becomes free again. */
      discard(): Promise<void>;
    }
  /** The work is done. */
  | { readonly outcome: 'replayed'; readonly response: StoredResponse }
  /** Another request is doing the work. */
  | { readonly outcome: 'in progress' }
  /** The key belongs to a different request. */
  | { readonly outcome: 'conflict' };

/** Responses by idempotency key: work is started once, across connections and processes. */
export interface IdempotentResponses {
  begin(principal: Principal, request: IdempotentRequest): Promise<Attempt>;
  /** Deletes expired responses every hour. */
  readonly sweep: BoundJob;
}

/** How long a response can be replayed, in milliseconds. */
const RETENTION = DAY;
/**
 * How long a lease lasts without renewal, in milliseconds. If its process is killed, the next
 * request with the key does the work. Running work renews its lease and may take any time.
 */
const LEASE = 30_000;

/** Opens the store of idempotent responses. `repeat` schedules the renewals of leases. */
export function openIdempotentResponses(options: {
  pool: Pool;
  clock: () => number;
  newId: () => string;
  repeat?: Repeat;
}): IdempotentResponses {
  const { clock, newId } = options;
  const db = kyselyFor<Tables>(options.pool, 'limits', tenantTables);
  return {
    async begin({ workspaceId, keyId }, { route, idempotencyKey, content }) {
      const scope = { db, workspaceId };
      const id = { keyId, route, idempotencyKey };
      const requestHash = createHash('sha256').update(content).digest();
      const now = clock();
      const times = {
        now: new Date(now),
        leasedUntil: new Date(now + LEASE),
        expiresAt: new Date(now + RETENTION),
      };
      const lease = newId();
      const expiresAt = await takeResponseLease(scope, { ...id, lease, requestHash, ...times });
      if (expiresAt) {
        const renewal = renewLease({
          lifetime: LEASE,
          renew: (leasedUntil) => renewResponseLease(scope, id, { lease, leasedUntil }),
          clock,
          repeat: options.repeat,
        });
        const end = (write: () => Promise<void>) => {
          renewal.end();
          return write();
        };
        return {
          outcome: 'started',
          name: nameOf(workspaceId, id, requestHash, expiresAt),
          lost: renewal.lost,
          store: ({ status, body }) =>
            end(() => updateResponse(scope, id, { lease, status, body: JSON.stringify(body) })),
          release: () => end(() => releaseLease(scope, id, lease)),
          discard: () => end(() => deleteResponse(scope, id, lease)),
        };
      }
      const found = await findResponse(scope, id);
      if (found && !found.requestHash.equals(requestHash)) return { outcome: 'conflict' };
      // If the row is gone, it was discarded between the two statements; the caller's next attempt
      // finds the key free.
      if (found?.status == null) return { outcome: 'in progress' };
      return { outcome: 'replayed', response: { status: found.status, body: JSON.parse(found.body!) } };
    },
    sweep: {
      name: 'limits.sweep-idempotent-responses',
      formerName: 'limits.sweep-answers',
      schedule: '41 * * * *',
      run: async () => {
        await deleteExpiredResponses(db, new Date(clock()));
      },
    },
  };
}

/** Names work by its owner, its content and when it was first requested. */
function nameOf(workspaceId: string, id: ResponseId, requestHash: Buffer, expiresAt: Date): string {
  const parts = [
    workspaceId,
    id.keyId,
    id.route,
    id.idempotencyKey,
    requestHash.toString('hex'),
    expiresAt.getTime(),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
