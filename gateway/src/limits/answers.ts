import { createHash, randomUUID } from 'node:crypto';
import type { Principal } from '@tributary/kit';
import type { BoundJob } from '@tributary/kit/host';
import { kyselyFor } from '@tributary/kit/postgres';
import type { Pool } from 'pg';
import {
  type AnswerId,
  claimAnswer,
  deleteAnswer,
  deleteExpiredAnswers,
  findAnswer,
  releaseAnswer,
  renewClaim,
  updateAnswer,
} from './data/answers.ts';
import { type Tables, tenantTables } from './data/tables.ts';
import { type Repeat, renewLease } from './renewed-lease.ts';

/** The answer to a request, as it is given again. */
export interface KeptAnswer {
  readonly status: number;
  readonly body: object | null;
}

/** A request that may come again under the idempotency key of its caller. */
export interface RepeatableRequest {
  /** What the key belongs to, besides the caller's API key. */
  readonly route: string;
  readonly idempotencyKey: string;
  /** All that makes it the same request: its address and its body. */
  readonly content: string;
}

/** What a request under an idempotency key is told. */
export type Turn =
  /** It is the one that does the work, and must say how that went. */
  | {
      readonly turn: 'first';
      /** The same for every try of this work, and for no other. */
      readonly once: string;
      /** Aborted when the work must stop, because the next request may begin it. */
      readonly lost: AbortSignal;
      keep(answer: KeptAnswer): Promise<void>;
      /** It is not known how far the work has come: the next try goes on with it. */
      release(): Promise<void>;
      /** Nothing was done: the key is free again. */
      forget(): Promise<void>;
    }
  /** The work has been done. */
  | { readonly turn: 'again'; readonly answer: KeptAnswer }
  /** The work is under way. */
  | { readonly turn: 'too early' }
  /** The key stands for another request. */
  | { readonly turn: 'other request' };

/** Answers by idempotency key: each piece of work is begun once, across connections and processes. */
export interface Answers {
  begin(principal: Principal, request: RepeatableRequest): Promise<Turn>;
  /** Deletes what has expired, every hour. */
  readonly sweep: BoundJob;
}

/** How long an answer is given again, in milliseconds. */
const KEPT = 86_400_000;
/**
 * How long a claim holds without renewal, in milliseconds: after a process was killed, the next request with the key
 * does the work. While the work runs its claim is renewed, so it may take any time.
 */
const LEASE = 30_000;

/** Opens the answers on a database; `repeat` times the renewals of claims. */
export function openAnswers(options: { pool: Pool; clock?: () => number; repeat?: Repeat }): Answers {
  const clock = options.clock ?? Date.now;
  const db = kyselyFor<Tables>(options.pool, 'limits', tenantTables);
  return {
    async begin({ workspaceId, keyId }, { route, idempotencyKey, content }) {
      const scope = { db, workspaceId };
      const id = { keyId, route, idempotencyKey };
      const requestHash = createHash('sha256').update(content).digest();
      const now = clock();
      const times = {
        now: new Date(now),
        claimedUntil: new Date(now + LEASE),
        expiresAt: new Date(now + KEPT),
      };
      const claim = randomUUID();
      const until = await claimAnswer(scope, { ...id, claim, requestHash, ...times });
      if (until) {
        const lease = renewLease({
          lifetime: LEASE,
          renew: (claimedUntil) => renewClaim(scope, id, { claim, claimedUntil }),
          clock,
          repeat: options.repeat,
        });
        const ending = (write: () => Promise<void>) => {
          lease.end();
          return write();
        };
        return {
          turn: 'first',
          once: nameOf(workspaceId, id, requestHash, until),
          lost: lease.lost,
          keep: ({ status, body }) =>
            ending(() => updateAnswer(scope, id, { claim, status, body: JSON.stringify(body) })),
          release: () => ending(() => releaseAnswer(scope, id, claim)),
          forget: () => ending(() => deleteAnswer(scope, id, claim)),
        };
      }
      const found = await findAnswer(scope, id);
      if (found && !found.requestHash.equals(requestHash)) return { turn: 'other request' };
      // Not there any more: it was given up between the two statements, and is free for the next try.
      if (found?.status == null) return { turn: 'too early' };
      return { turn: 'again', answer: { status: found.status, body: JSON.parse(found.body!) } };
    },
    sweep: {
      name: 'limits.sweep-answers',
      schedule: '41 * * * *',
      run: async () => {
        await deleteExpiredAnswers(db, new Date(clock()));
      },
    },
  };
}

/** What names a piece of work: whose it is, what is asked, and when it was asked first. */
function nameOf(workspaceId: string, id: AnswerId, requestHash: Buffer, until: Date): string {
  const parts = [
    workspaceId,
    id.keyId,
    id.route,
    id.idempotencyKey,
    requestHash.toString('hex'),
    until.getTime(),
  ];
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url');
}
