import { setTimeout as delay } from 'node:timers/promises';
import { TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { CHAIN_DEADLINE } from './chain.ts';
import type { Tables } from './data/tables.ts';
import { answerKey, type Reading } from './facts.ts';
import { fetchTogether } from './fetch.ts';
import { type Asker, findCached, type Question, type Tower, toReading } from './readings.ts';

/** One question under way, and everybody who waits for its answer. */
export interface Flight {
  readonly key: string;
  readonly question: Question;
  readonly askers: Set<Asker>;
  land(result: Reading | TributaryError): void;
  fail(error: unknown): void;
}

/** Questions under way in this process. */
export interface Flights {
  /** A result for each question: of a flight that is under way already, or of a new one. */
  board(questions: readonly Question[], asker: Asker): Promise<Reading | TributaryError>[];
}

type Aloft = Flight & { readonly landed: Promise<Reading | TributaryError> };

/** Longest that a process waits for another's flight, in milliseconds. */
const LONGEST_WAIT = CHAIN_DEADLINE + 5_000;
/** How often it looks, in milliseconds. */
const FIRST_LOOK = 20;
const SLOWEST_LOOK = 200;

/**
 * One flight for any number of simultaneous askers: within a process they share the promise, and between processes
 * (and workspaces) only who holds the lock of the key fetches, while the others look for what it will have kept.
 */
export function createFlights(tower: Tower): Flights {
  const aloft = new Map<string, Aloft>();
  return {
    board(questions, asker) {
      const started: Aloft[] = [];
      const boarded = questions.map((question) => {
        // Whoever pays less does not share a fetch with whoever pays more: its answer could not be given to both.
        const price = tower.prices[question.priced];
        const name = `${asker.scope.workspaceId} ${price} ${answerKey(question.operation, question.subject)}`;
        let flight = aloft.get(name);
        if (!flight) {
          flight = newFlight(question);
          aloft.set(name, flight);
          started.push(flight);
          const clear = () => aloft.delete(name);
          flight.landed.then(clear, clear);
        }
        flight.askers.add(asker);
        return flight.landed;
      });
      if (started.length > 0)
        fly(tower, started, asker.scope).catch((error) => {
          for (const flight of started) flight.fail(error);
        });
      return boarded;
    },
  };
}

function newFlight(question: Question): Aloft {
  const { promise, resolve, reject } = Promise.withResolvers<Reading | TributaryError>();
  const key = answerKey(question.operation, question.subject);
  return { key, question, askers: new Set(), land: resolve, fail: reject, landed: promise };
}

/** Brings flights down: fetches those whose lock is to be had, and waits for the others. */
async function fly(tower: Tower, flights: readonly Flight[], scope: Scope<Tables>): Promise<void> {
  const begun = performance.now();
  const fetching: Promise<void>[] = [];
  let waiting = [...flights];
  for (let look = FIRST_LOOK; waiting.length > 0; look = Math.min(look * 1.5, SLOWEST_LOOK)) {
    const taken = await tower.locks.take(waiting.map(({ key }) => key));
    const mine = waiting.filter(({ key }) => taken.has(key));
    waiting = waiting.filter(({ key }) => !taken.has(key));
    if (mine.length > 0) fetching.push(fetchLocked(tower, mine, scope));
    if (waiting.length === 0) break;
    if (performance.now() - begun > LONGEST_WAIT) {
      for (const { land } of waiting)
        land(new TributaryError('UPSTREAM_TIMEOUT', 'The sources take too long.'));
      break;
    }
    await delay(look * (0.5 + Math.random()));
    waiting = await landKept(tower, waiting, scope);
  }
  await Promise.all(fetching);
}

/** Fetches what is locked, unless somebody has just kept it, and gives the locks back. */
async function fetchLocked(tower: Tower, flights: readonly Flight[], scope: Scope<Tables>): Promise<void> {
  try {
    const open = await landKept(tower, flights, scope);
    const groups = Map.groupBy(open, ({ question: { operation, subject, priced } }) =>
      [operation, subject.platform, priced].join(),
    );
    await Promise.all([...groups.values()].map((group) => fetchTogether(tower, group, scope)));
  } finally {
    await tower.locks.give(flights.map(({ key }) => key));
  }
}

/** Lands the flights whose answers another process or workspace has kept meanwhile; gives those still open. */
async function landKept(tower: Tower, flights: readonly Flight[], scope: Scope<Tables>): Promise<Flight[]> {
  const questions = flights.map(({ question }) => question);
  const kept = await findCached(tower, questions, scope, (state) => state === 'fresh');
  for (const { key, land } of flights) if (kept.has(key)) land(toReading(kept.get(key)!, false, false));
  return flights.filter(({ key }) => !kept.has(key));
}
