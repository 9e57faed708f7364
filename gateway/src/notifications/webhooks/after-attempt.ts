import { DAY } from '@tributary/kit';
import type { Delivery, DeliveryChanges } from '../data/deliveries.ts';
import type { DeliveryAttempt, DisabledReason } from '../data/tables.ts';
import type { Webhook } from '../data/webhooks.ts';
import { pauseAfter } from '../retry-delays.ts';

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
  const pause = disabledReason ? undefined : pauseAfter(tries, retryAfter);
  if (pause === undefined)
    return { delivery: { status: 'failed', nextAttemptAt: null, attempt }, failingSince, disabledReason };
  const nextAttemptAt = new Date(now.getTime() + pause);
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
