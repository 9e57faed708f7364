import { randomInt } from 'node:crypto';
import type { Target, TargetChanges } from '../data/targets.ts';
import type { ErrorCode } from '../post-state.ts';
import { PublishError, type Published } from '../publishers/publisher.ts';

/** What came of one try, or of reading one back. */
export type Outcome =
  | { readonly kind: 'published'; readonly published: Published }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused' | 'credentials' | 'unconfirmed'; readonly message: string }
  | {
      readonly kind: 'retry';
      readonly message: string;
      readonly retryAfter: number | null;
      /** Whether the credentials were refused, and others are there for the next try. */
      readonly refused?: boolean;
    };

/** What an outcome makes of a target. */
export interface Consequence {
  readonly action: 'deliver' | 'fail' | 'wait' | 'doubt';
  readonly changes: TargetChanges;
  /** Milliseconds until something is to be done again; null for nothing. */
  readonly again: number | null;
}

/** Lost responses of one round after which a target that its platform does not have is not sent again. */
const MOST_DOUBTS = 6;
/** Refusals of renewed credentials in one round after which the platform is believed. */
export const MOST_REFUSALS = 5;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LONGEST_WAIT = 30 * MINUTE;
/** How long a target is tried again by itself, from the first attempt of its round. */
const LONGEST_TRYING = 24 * 60 * MINUTE;
/** How much later a platform's own reset may be: that of a day begins when its limit is met, which is after the attempt. */
const GRACE = 15 * MINUTE;
/** How long a platform is asked for an unconfirmed post before only a person can say. */
const LONGEST_DOUBT = 24 * 60 * MINUTE;

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
      return trying(outcome, target, now, {
        refusals: target.refusals + (outcome.refused ? 1 : 0),
      });
    default:
      return doubtful(outcome.kind === 'unconfirmed' ? outcome.message : LOST, 5 * SECOND, {
        doubts: target.doubts + 1,
      });
  }
}

/** What follows when a platform was asked for an unconfirmed target. */
export function afterFinding(outcome: Outcome, target: Target, now: Date): Consequence {
  switch (outcome.kind) {
    case 'published':
      return published(outcome.published, now);
    case 'absent':
      return target.doubts < MOST_DOUBTS
        ? trying({ message: 'The platform does not have it.', retryAfter: null }, target, now)
        : failed('unavailable', 'The platform did not take it.');
    case 'retry': {
      const since = triedFor(target, now);
      return doubtful(outcome.message, since > LONGEST_DOUBT ? null : between(5 * SECOND, since / 2));
    }
    default:
      return doubtful(outcome.kind === 'unknown' ? LOST : outcome.message, null);
  }
}

/**
 * Nothing stands there: it is tried again for 24 hours, with growing waits, or at the time that the platform names. The
 * last attempt is at the end of that time.
 */
function trying(
  { message, retryAfter }: { readonly message: string; readonly retryAfter: number | null },
  target: Target,
  now: Date,
  changes: Pick<TargetChanges, 'refusals'> = {},
): Consequence {
  const left = LONGEST_TRYING - triedFor(target, now);
  const told = (retryAfter ?? 0) * SECOND;
  if (left <= 0) return failed('unavailable', `${message} It was tried for 24 hours.`);
  if (told > left + GRACE) return failed('unavailable', `${message} That is longer than it is tried.`);
  return waiting(message, Math.max(told, Math.min(backoff(target.attempts), left)), changes);
}

function triedFor({ firstAttemptAt }: Target, now: Date): number {
  return now.getTime() - (firstAttemptAt ?? now).getTime();
}

const LOST = 'The answer of the platform was lost.';

function published({ id, url }: Published, now: Date): Consequence {
  return {
    action: 'deliver',
    changes: { status: 'published', phase: null, externalId: id, url, error: null, publishedAt: now },
    again: null,
  };
}

function failed(code: ErrorCode, message: string): Consequence {
  return {
    action: 'fail',
    changes: { status: 'failed', phase: null, error: { code, message } },
    again: null,
  };
}

function waiting(message: string, again: number, more: Pick<TargetChanges, 'refusals'>): Consequence {
  return {
    action: 'wait',
    changes: { ...more, status: 'publishing', phase: 'waiting', error: { code: 'unavailable', message } },
    again,
  };
}

function doubtful(
  message: string,
  again: number | null,
  more: Pick<TargetChanges, 'doubts'> = {},
): Consequence {
  return {
    action: 'doubt',
    changes: { ...more, status: 'unconfirmed', phase: null, error: { code: 'unconfirmed', message } },
    again,
  };
}

/** Doubles with every attempt, with chance, so that what failed together does not come back together. */
function backoff(attempts: number): number {
  return between(SECOND, 2 ** Math.min(attempts, 20) * SECOND) + randomInt(SECOND);
}

function between(least: number, wait: number): number {
  return Math.min(Math.max(least, wait), LONGEST_WAIT);
}
