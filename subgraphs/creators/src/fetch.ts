import { TributaryError } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { type Answered, askChain } from './chain.ts';
import type { KeptAnswer } from './data/answers.ts';
import { insufficientBalance } from './data/ledger.ts';
import { refund, type Settled } from './data/settle.ts';
import type { Tables } from './data/tables.ts';
import type { Flight } from './flights.ts';
import { historyOf } from './history.ts';
import { findCached, refuses, type Tower, toReading, unknownTo } from './readings.ts';

/** A flight with what the sources said. */
interface Outcome {
  readonly flight: Flight;
  readonly result: Answered | TributaryError;
}

/**
 * Asks the sources about flights of one operation, platform and price, whose locks are held. Money is set aside
 * before a source is asked, as the source costs money too; it is spent in the transaction that keeps the answers, and
 * only for those that somebody still waits for.
 */
export async function fetchTogether(
  tower: Tower,
  flights: readonly Flight[],
  scope: Scope<Tables>,
): Promise<void> {
  const price = tower.prices[flights[0]!.question.priced];
  const hold = price > 0 ? await tower.till.hold(scope, flights.length, price) : null;
  const affordable = price > 0 ? (hold?.calls ?? 0) : flights.length;
  for (const { land } of flights.slice(affordable)) land(insufficientBalance());
  const paid = flights.slice(0, affordable);
  if (paid.length === 0) return;
  let spent = false;
  try {
    const outcomes = await ask(tower, paid, scope);
    const wanted = outcomes.filter(isWanted);
    if (wanted.length > 0) {
      const settled = wanted.map((outcome) => toSettled(tower, outcome, price));
      await tower.till.settle(scope, { hold, settled });
      spent = true;
      await refundUnwanted(tower, wanted, scope);
      tower.cache.remember(
        scope.workspaceId,
        settled.map(({ answer }) => answer),
      );
    }
    await land(tower, outcomes, scope);
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
    for (const { land } of paid) land(error);
  } finally {
    if (hold && !spent) await tower.till.release(scope, hold);
  }
}

/** Takes back the charges for those who hung up while their answer was being kept. */
async function refundUnwanted(
  tower: Tower,
  outcomes: readonly Outcome[],
  scope: Scope<Tables>,
): Promise<void> {
  const gone = outcomes.filter((outcome) => !isWanted(outcome)).map(({ flight }) => deliveryOf(flight));
  for (const delivery of new Set(gone))
    if (delivery) tower.cache.forget(scope.workspaceId, await refund(scope, delivery));
}

async function ask(tower: Tower, flights: readonly Flight[], scope: Scope<Tables>): Promise<Outcome[]> {
  const { operation } = flights[0]!.question;
  const subjects = flights.map(({ question }) => question.subject);
  const results = await askChain(tower, operation, subjects, scope);
  return flights.map((flight, index) => {
    const result = results[index]!;
    const { subject } = flight.question;
    const refused =
      !(result instanceof TributaryError) && refuses(tower.optedOut, subject, result.facts.username);
    return { flight, result: refused ? unknownTo(subject) : result };
  });
}

/** Whether there is an answer and somebody to take it. */
function isWanted({ flight, result }: Outcome): boolean {
  return !(result instanceof TributaryError) && [...flight.askers].some(({ signal }) => !signal.aborted);
}

/** Whose request it is; nobody's for several, as it has arrived when any of them has it, which is not known here. */
function deliveryOf({ askers }: Flight): string | null {
  const [first] = askers;
  return askers.size === 1 ? first!.delivery : null;
}

function toSettled(tower: Tower, { flight, result }: Outcome, price: number): Settled {
  const { key, question } = flight;
  const { facts, provider, fetchedAt, own } = result as Answered;
  const keptAt = new Date(tower.clock());
  const answer: KeptAnswer = { key, facts, provider, fetchedAt, keptAt, own, paid: price };
  const delivery = deliveryOf(flight);
  const charge = { micros: price, operation: question.priced, answer: key, delivery };
  return {
    answer,
    // History is free to read, so only what was paid in full is recorded there.
    history:
      price >= tower.prices[question.operation]
        ? historyOf(question.operation, question.subject, answer)
        : [],
    charge: price > 0 ? charge : null,
  };
}

/** Lands the flights; where every source has failed, by an answer that is too old but not by much. */
async function land(tower: Tower, outcomes: readonly Outcome[], scope: Scope<Tables>): Promise<void> {
  const failed = outcomes.filter(
    ({ result }) => result instanceof TributaryError && result.code === 'UPSTREAM_FAILED',
  );
  const questions = failed.map(({ flight }) => flight.question);
  const old = await findCached(tower, questions, scope, (state) => state !== 'gone');
  for (const { flight, result } of outcomes) {
    const kept = old.get(flight.key);
    if (kept) flight.land(toReading(kept, true, true));
    else if (result instanceof TributaryError) flight.land(result);
    else flight.land({ ...result, cached: false, stale: false });
  }
}
