import type { Logger, TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type Answer, answerKey, type Subject } from '../answer.ts';
import type { LookupLocks } from '../data/lookup-locks.ts';
import type { Tables } from '../data/tables.ts';
import type { Operation, Priced } from '../platforms.ts';
import type { AnswerCache } from './answer-cache.ts';
import type { CreditHolds } from './credits/credit-holds.ts';
import type { Prices } from './credits/prices.ts';
import type { OptedOut } from './opted-out.ts';
import type { Sources } from './sources/open-sources.ts';

/** An operation on a subject, and its price category. */
export interface LookupRequest<Name extends Operation = Operation> {
  readonly operation: Name;
  readonly subject: Subject;
  /** The billed item: the operation, or a figure derived from it. */
  readonly priced: Priced;
}

/** The caller of a lookup. */
export interface Caller {
  readonly scope: Scope<Tables>;
  /** The response that carries the answers; null if the charge cannot be refunded. */
  readonly delivery: string | null;
  /** Aborts when the caller no longer waits for the answers. */
  readonly signal: AbortSignal;
}

/** A lookup in flight and its waiting callers. */
export interface PendingLookup {
  readonly key: string;
  readonly request: LookupRequest;
  readonly callers: Set<Caller>;
  resolve(result: Answer | TributaryError): void;
  reject(error: unknown): void;
}

/** Dependencies of the lookup service. */
export interface LookupOptions {
  /** Connection pool for advisory locks, separate from that of statements. */
  readonly lockSessions: Scope<Tables>['db'];
  readonly sources: Sources;
  readonly prices: Prices;
  readonly optedOut: OptedOut;
  readonly log: Logger;
  readonly clock: () => number;
}

/** Dependencies shared by the steps of a lookup. */
export interface LookupParts extends LookupOptions {
  readonly cache: AnswerCache;
  readonly locks: LookupLocks;
  readonly credits: CreditHolds;
}

/** Returns the key by which the answer is stored and locked. */
export function keyOf({ operation, subject }: LookupRequest): string {
  return answerKey(operation, subject);
}
