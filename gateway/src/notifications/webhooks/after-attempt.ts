import { DAY } from '@tributary/kit';
import type { Delivery, DeliveryChanges } from '../data/deliveries.ts';
import type { DeliveryAttempt, DisabledReason } from '../data/tables.ts';
import type { Webhook } from '../data/webhooks.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Pauses before the second and each further attempt: ten attempts in about three days. */
const RETRY_DELAYS = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
] as const;
/** Random extension of a pause, as a share of it, so that retries do not coincide. */
const JITTER = 0.1;
/** The longest pause that a receiver may request by `Retry-After`. */
const LONGEST_PAUSE = DAY;
/** How long every attempt must have failed before a webhook is disabled. */
const LONGEST_FAILING = 5 * DAY;

/** Status of a receiver that wants no more requests. */
const GONE = 410;

/** An attempt, and the pause that the receiver requested. */
export interface AttemptResult {
  readonly attempt: DeliveryAttempt;
  /** Milliseconds; 0 if it requested none. */
  readonly retryAfter: number;
}

/** What follows from an attempt. */
export interface AfterAttempt {
  readonly delivery: DeliveryChanges;
  /** Time of the first failure since the last success; null after a success. */
  readonly failingSince: Date | null;
  /** Why the webhook is disabled; null if it is not. */
  readonly disabledReason: Exclude<DisabledReason, 'by_user'> | null;
}

/** Decides what follows from an attempt: retries, the end of the delivery, or of all deliveries. */
export function afterAttempt(
  { tries }: Pick<Delivery, 'tries'>,
  webhook: Pick<Webhook, 'failingSince'>,
  { attempt, retryAfter }: AttemptResult,
  now: Date,
): AfterAttempt {
  if (attempt.error === null) {
    const delivery = { status: 'delivered', nextAttemptAt: null, attempt } as const;
    return { delivery, failingSince: null, disabledReason: null };
  }
  const failingSince = webhook.failingSince ?? now;
  const disabledReason = reasonToDisable(attempt, failingSince, now);
  const pause = disabledReason ? undefined : RETRY_DELAYS[tries];
  if (pause === undefined)
    return { delivery: { status: 'failed', nextAttemptAt: null, attempt }, failingSince, disabledReason };
  const wait = Math.max(pause * (1 + JITTER * Math.random()), Math.min(retryAfter, LONGEST_PAUSE));
  const nextAttemptAt = new Date(now.getTime() + wait);
  return { delivery: { status: 'pending', nextAttemptAt, attempt }, failingSince, disabledReason: null };
}

function reasonToDisable(
  { status }: DeliveryAttempt,
  failingSince: Date,
  now: Date,
): Exclude<DisabledReason, 'by_user'> | null {
  if (status === GONE) return 'gone';
  return now.getTime() - failingSince.getTime() >= LONGEST_FAILING ? 'failing' : null;
}
