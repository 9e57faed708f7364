import type { Database, Logger, Subgraph } from '@tributary/kit';
import { type Admin, type Authenticator, defineAccess, openAccess } from './access/index.ts';
import { type Answers, type Limits, openAnswers, openLimits } from './limits/index.ts';

/** Who asks, and how often they may: what every door that knows its callers stands on. */
export interface Identity {
  readonly authenticator: Authenticator;
  readonly admin: Admin;
  readonly limits: Limits;
  /** What was answered under an `Idempotency-Key`. */
  readonly answers: Answers;
  /** The subgraph of `viewer`. */
  readonly access: Subgraph;
  /** Asks PostgreSQL whether it is there. */
  ping(): Promise<unknown>;
}

/**
 * Opens identity and limits on connections of their own: they never wait behind the subgraphs' queries, and a server
 * that does not answer is noticed within the five seconds that a request may take to fail.
 */
export function openIdentity(database: Database, log: Logger, clock: () => number): Identity {
  const pool = database.openPool({ max: 4, queryTimeout: 4_000 });
  const limits = openLimits({ pool, clock });
  const access = defineAccess(limits.read);
  return {
    ...openAccess({ pool, log, clock }),
    limits,
    answers: openAnswers({ pool, clock }),
    access,
    ping: () => pool.query('select 1'),
  };
}
