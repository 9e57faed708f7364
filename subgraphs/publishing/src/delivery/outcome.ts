import { randomInt } from 'node:crypto';
import type { Target, TargetChanges } from '../data/targets.ts';
import { PublishError, type Published } from '../publishers/publisher.ts';

/** What came of one try, or of reading one back. */
export type Outcome =
  | { readonly kind: 'published'; readonly published: Published }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused' | 'credentials' | 'unconfirmed'; readonly message: string }
  | { readonly kind: 'retry'; readonly message: string; readonly retryAfter: number | null };

/** What an outcome makes of a target. */
export interface Consequence {
  readonly action: 'deliver' | 'fail' | 'wait' | 'doubt';
  readonly changes: TargetChanges;
  /** Milliseconds until something is to be done again; null for nothing. */
  readonly again: number | null;
}

/** Sendings of a target after which it has failed. */
export const MOST_ATTEMPTS = 6;
const SECOND = 1_000;
const LONGEST_WAIT = 15 * 60 * SECOND;
/** How long a platform is asked for an unconfirmed post before only a person can say. */
const LONGEST_DOUBT = 24 * 60 * 60 * SECOND;

/** What a failed try means; whatever is not known to have published nothing is in doubt. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof PublishError))
    return { kind: 'unconfirmed', message: 'An unexpected error occurred; the log has it.' };
  const { fault, message, retryAfter } = error;
  return fault === 'retry' ? { kind: fault, message, retryAfter } : { kind: fault, message };
}

/** What follows when a target was sent. */
export function afterSending(outcome: Outcome, target: Target, now: Date): Consequence {
  switch (outcome.kind) {
    case 'published':
      return published(outcome.published, now);
    case 'refused':
    case 'credentials':
      return failed(outcome.kind, outcome.message);
    case 'retry':
      return target.attempts < MOST_ATTEMPTS
        ? waiting(
            outcome.message,
            outcome.retryAfter === null ? backoff(target.attempts) : outcome.retryAfter * SECOND,
          )
        : failed('unavailable', outcome.message);
    case 'unconfirmed':
      return doubtful(outcome.message, 5 * SECOND);
    default:
      return doubtful(LOST, 5 * SECOND);
  }
}

/** What follows when a platform was asked for an unconfirmed target. */
export function afterFinding(outcome: Outcome, target: Target, now: Date): Consequence {
  switch (outcome.kind) {
    case 'published':
      return published(outcome.published, now);
    case 'absent':
      return target.attempts < MOST_ATTEMPTS
        ? waiting('The platform does not have it.', backoff(target.attempts))
        : failed('unavailable', 'The platform did not take it.');
    case 'retry': {
      const since = now.getTime() - (target.startedAt ?? now).getTime();
      return doubtful(outcome.message, since > LONGEST_DOUBT ? null : between(5 * SECOND, since / 2));
    }
    default:
      return doubtful(outcome.kind === 'unknown' ? LOST : outcome.message, null);
  }
}

const LOST = 'The answer of the platform was lost.';

function published({ id, url }: Published, now: Date): Consequence {
  return {
    action: 'deliver',
    changes: { status: 'published', phase: null, externalId: id, url, error: null, publishedAt: now },
    again: null,
  };
}

function failed(code: string, message: string): Consequence {
  return {
    action: 'fail',
    changes: { status: 'failed', phase: null, error: { code, message } },
    again: null,
  };
}

function waiting(message: string, again: number): Consequence {
  return {
    action: 'wait',
    changes: { status: 'publishing', phase: 'waiting', error: { code: 'unavailable', message } },
    again,
  };
}

function doubtful(message: string, again: number | null): Consequence {
  return {
    action: 'doubt',
    changes: { status: 'unconfirmed', phase: null, error: { code: 'unconfirmed', message } },
    again,
  };
}

/** Doubles with every attempt, with chance, so that what failed together does not come back together. */
function backoff(attempts: number): number {
  return between(SECOND, 2 ** attempts * SECOND + randomInt(SECOND));
}

function between(least: number, wait: number): number {
  return Math.min(Math.max(least, wait), LONGEST_WAIT);
}
