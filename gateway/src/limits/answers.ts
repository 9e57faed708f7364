import { createHash, randomUUID } from 'node:crypto';
import { type BoundJob, kyselyFor, type Principal } from '@tributary/kit';
import type { Pool } from 'pg';
import {
  type AnswerId,
  claimAnswer,
  deleteAnswer,
  deleteExpiredAnswers,
  findAnswer,
  releaseAnswer,
  updateAnswer,
} from './data/answers.ts';
import { type Tables, tenantTables } from './data/tables.ts';

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
 * How long work may be under way, in milliseconds: longer than any request may take. After that whoever did it has
 * been killed, and the next request with the key does it.
 */
const LEASE = 120_000;

export function openAnswers(options: { pool: Pool; clock?: () => number }): Answers {
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
      if (until)
        return {
          turn: 'first',
          once: nameOf(workspaceId, id, requestHash, until),
          keep: ({ status, body }) => updateAnswer(scope, id, { claim, status, body: JSON.stringify(body) }),
          release: () => releaseAnswer(scope, id, claim),
          forget: () => deleteAnswer(scope, id, claim),
        };
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
