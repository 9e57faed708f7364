import { type Logger, TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type AnswerCache, answerCache } from './answer-cache.ts';
import type { KeptAnswer } from './data/answers.ts';
import { type FlightLocks, flightLocks } from './data/flights.ts';
import type { Tables } from './data/tables.ts';
import { answerKey, type Facts, type Reading, type Subject } from './facts.ts';
import { createFlights, type Flights } from './flights.ts';
import { stateOf } from './freshness.ts';
import type { OptedOut } from './opted-out.ts';
import { type Operation, PLATFORM_NAMES, type Priced } from './platforms.ts';
import type { Prices } from './prices.ts';
import type { Sources } from './sources.ts';
import { openTill, type Till } from './till.ts';

/** What is asked, by whom and at whose cost. */
export interface Question<Name extends Operation = Operation> {
  readonly operation: Name;
  readonly subject: Subject;
  /** What the caller pays for: the operation, or what is worked out from it. */
  readonly priced: Priced;
}

/** Who asks. */
export interface Asker {
  readonly scope: Scope<Tables>;
  /** The request that the answers are owed to; null where nobody could take money back. */
  readonly delivery: string | null;
  /** Aborted when nobody waits for the answers any more. */
  readonly signal: AbortSignal;
}

/** Answers of sources, kept and fresh. */
export interface Readings {
  /** One reading or error for each question, in their order. */
  read(questions: readonly Question[], asker: Asker): Promise<(Reading | TributaryError)[]>;
  /** Forgets answers in this process. */
  forget(workspaceId: string, keys: readonly string[]): void;
}

/** What readings stand on. */
export interface ReadingsOptions {
  readonly db: Scope<Tables>['db'];
  /** Connections for the locks of lookups. */
  readonly lockSessions: Scope<Tables>['db'];
  readonly sources: Sources;
  readonly prices: Prices;
  readonly optedOut: OptedOut;
  readonly log: Logger;
  readonly clock: () => number;
}

/** What flights need to know. */
export interface Tower extends ReadingsOptions {
  readonly cache: AnswerCache;
  readonly locks: FlightLocks;
  readonly till: Till;
}

/** Opens the way to answers: from memory, from PostgreSQL, or by one flight for all who ask at the same time. */
export function openReadings(options: ReadingsOptions): Readings {
  const tower: Tower = {
    ...options,
    cache: answerCache(options.clock),
    locks: flightLocks(options.lockSessions),
    till: openTill(),
  };
  const flights = createFlights(tower);
  return {
    async read(questions, asker) {
      const allowed = questions.filter(({ subject }) => !refuses(options.optedOut, subject, null));
      const asked = dearest(allowed, options.prices);
      const kept = await fresh(tower, asked, asker);
      const unkept = asked.filter(({ operation, subject }) => !kept.has(answerKey(operation, subject)));
      const flown = await fly(flights, unkept, asker);
      return questions.map(({ operation, subject }) => {
        const key = answerKey(operation, subject);
        const answer = kept.get(key);
        const reading = answer ? toReading(answer, true, false) : flown.get(key);
        if (reading instanceof TributaryError) return reading;
        const hidden = !reading || refuses(options.optedOut, subject, reading.facts.username);
        return hidden ? unknownTo(subject) : reading;
      });
    },
    forget: (workspaceId, keys) => tower.cache.forget(workspaceId, keys),
  };
}

/** One question for each answer: of several, the one with the highest price, which pays for all of them. */
function dearest(questions: readonly Question[], prices: Prices): Question[] {
  const byKey = new Map<string, Question>();
  for (const question of questions) {
    const key = answerKey(question.operation, question.subject);
    const other = byKey.get(key);
    if (!other || prices[question.priced] > prices[other.priced]) byKey.set(key, question);
  }
  return [...byKey.values()];
}

/** The cached answers of questions. */
function fresh(tower: Tower, questions: readonly Question[], { scope }: Asker) {
  return findCached(tower, questions, scope, (state) => state === 'fresh');
}

/**
 * The cached answers of questions in such a state, by their keys. An answer for which less was paid than a question costs is
 * none of its: a cheap question must not fill the cache for a dear one.
 */
export function findCached(
  tower: Tower,
  questions: readonly Question[],
  scope: Scope<Tables>,
  wanted: (state: ReturnType<typeof stateOf>) => boolean,
): Promise<Map<string, KeptAnswer>> {
  const byKey = new Map(questions.map((each) => [answerKey(each.operation, each.subject), each]));
  return tower.cache.find(scope, [...byKey.keys()], (answer) => {
    const { operation, priced } = byKey.get(answer.key)!;
    return wanted(stateOf(operation, answer, tower.clock())) && answer.paid >= tower.prices[priced];
  });
}

async function fly(flights: Flights, questions: readonly Question[], asker: Asker) {
  const keys = questions.map(({ operation, subject }) => answerKey(operation, subject));
  const landed = await Promise.all(flights.board(questions, asker));
  return new Map(keys.map((key, index) => [key, landed[index]!]));
}

/** An answer as a reading; errors stay what they are. */
export function toReading<Name extends Operation>(
  answer: KeptAnswer,
  cached: boolean,
  stale: boolean,
): Reading<Name> {
  const { facts, provider, fetchedAt } = answer;
  return { facts: facts as Facts[Name], provider, fetchedAt, cached, stale };
}

/** Whether a creator has opted out: nothing of them is asked, and nothing that they posted is shown. */
export function refuses(optedOut: OptedOut, { platform, username }: Subject, author: string | null): boolean {
  return [username, author].some((name) => name !== null && optedOut(platform, name));
}

/** What is read of somebody who has opted out: the same as of somebody who is not there. */
export function unknownTo({ platform, id }: Subject): TributaryError {
  return new TributaryError('NOT_FOUND', `There is no "${id}" on ${PLATFORM_NAMES[platform]}.`);
}
