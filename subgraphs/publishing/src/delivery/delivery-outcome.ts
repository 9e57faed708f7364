import { randomInt } from 'node:crypto';
import { PublishError, type Published } from '@tributary/platforms';
import type { Target, TargetChanges } from '../data/targets.ts';
import type { ErrorCode } from '../post-state.ts';

/** Result of sending a post, or of querying the platform for it. */
export type Outcome =
  | { readonly kind: 'published'; readonly published: Published }
  | { readonly kind: 'absent' }
  | { readonly kind: 'unknown' }
  | { readonly kind: 'refused' | 'credentials' | 'unconfirmed'; readonly message: string }
  | {
      readonly kind: 'retry';
      readonly message: string;
      readonly retryAfter: number | null;
      /**
       * Whether the credentials were rejected and renewed ones are available for the next attempt.
       */
      readonly refused?: boolean;
    };

/** The change of a target that follows from an outcome. */
export interface TargetTransition {
  readonly action: 'deliver' | 'fail' | 'wait' | 'doubt';
  readonly changes: TargetChanges;
  /** Milliseconds until the next attempt or query; null for none. */
  readonly again: number | null;
}

/**
 * Lost responses per round after which a target that the platform does not have is not sent again.
 */
const MOST_DOUBTS = 6;
/** Rejections of renewed credentials per round after which the target fails. */
export const MOST_REFUSALS = 5;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const LONGEST_WAIT = 30 * MINUTE;
/** How long a target is retried, counted from the first attempt of its round. */
const LONGEST_TRYING = 24 * 60 * MINUTE;
/**
 * How far beyond that time a platform's rate-limit reset may be: a daily limit that was reached
 * after the first attempt resets more than 24 hours after it.
 */
const GRACE = 15 * MINUTE;
/** How long a platform is queried for an unconfirmed post before a user must decide. */
const LONGEST_DOUBT = 24 * 60 * MINUTE;

/** Maps an error to an outcome; unconfirmed unless the error proves that nothing was published. */
export function outcomeOf(error: unknown): Outcome {
  if (!(error instanceof PublishError))
    return { kind: 'unconfirmed', message: 'An unexpected error occurred; see the log.' };
  const { fault, message, retryAfter } = error;
  return fault === 'retry' ? { kind: fault, message, retryAfter } : { kind: fault, message };
}

/** Returns the transition after a target was sent. */
export function afterSending(outcome: Outcome, target: Target, now: Date): TargetTransition {
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

/** Returns the transition after the platform was queried for an unconfirmed target. */
export function afterFinding(outcome: Outcome, target: Target, now: Date): TargetTransition {
  switch (outcome.kind) {
    case 'published':
      return published(outcome.published, now);
    case 'absent':
      return target.doubts < MOST_DOUBTS
        ? trying({ message: 'The platform does not have the post.', retryAfter: null }, target, now)
        : failed('unavailable', 'The platform did not accept the post.');
    case 'retry': {
      const since = triedFor(target, now);
      return doubtful(outcome.message, since > LONGEST_DOUBT ? null : between(5 * SECOND, since / 2));
    }
    default:
      return doubtful(outcome.kind === 'unknown' ? LOST : outcome.message, null);
  }
}

/**
 * Returns the transition after an attempt that published nothing: retries for 24 hours with growing
 * delays, or when the platform's rate limit resets. The last attempt is at the end of that time.
 */
function trying(
  { message, retryAfter }: { readonly message: string; readonly retryAfter: number | null },
  target: Target,
  now: Date,
  changes: Pick<TargetChanges, 'refusals'> = {},
): TargetTransition {
  const left = LONGEST_TRYING - triedFor(target, now);
  const requested = (retryAfter ?? 0) * SECOND;
  if (left <= 0) return failed('unavailable', `${message} Retries ended after 24 hours.`);
  if (requested > left + GRACE)
    return failed('unavailable', `${message} Its rate limit resets after the last retry.`);
  return waiting(message, Math.max(requested, Math.min(backoff(target.attempts), left)), changes);
}

function triedFor({ firstAttemptAt }: Target, now: Date): number {
  return now.getTime() - (firstAttemptAt ?? now).getTime();
}

const LOST = 'The response of the platform was lost.';

function published({ id, url }: Published, now: Date): TargetTransition {
  return {
    action: 'deliver',
    changes: { status: 'published', phase: null, externalId: id, url, error: null, publishedAt: now },
    again: null,
  };
}

function failed(code: ErrorCode, message: string): TargetTransition {
  return {
    action: 'fail',
    changes: { status: 'failed', phase: null, error: { code, message } },
    again: null,
  };
}

function waiting(message: string, again: number, more: Pick<TargetChanges, 'refusals'>): TargetTransition {
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
): TargetTransition {
  return {
    action: 'doubt',
    changes: { ...more, status: 'unconfirmed', phase: null, error: { code: 'unconfirmed', message } },
    again,
  };
}

/**
 * Doubles with every attempt, with jitter, so that simultaneous failures do not retry
 * simultaneously.
 */
function backoff(attempts: number): number {
  return between(SECOND, 2 ** Math.min(attempts, 20) * SECOND) + randomInt(SECOND);
}

function between(least: number, wait: number): number {
  return Math.min(Math.max(least, wait), LONGEST_WAIT);
}
