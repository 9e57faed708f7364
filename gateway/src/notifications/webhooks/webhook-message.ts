import { type EventMessage, eventMessage, type LoggedEvent } from '@tributary/kit/events';
import type { Delivery } from '../data/deliveries.ts';

/** A message as it is sent. */
export interface WebhookMessage {
  /** The same for every attempt and replay, so that a receiver detects duplicates. */
  readonly id: string;
  readonly body: string;
}

/** Maximum size of a body in bytes: the recommendation of Standard Webhooks. */
const MAX_BYTES = 20_000;
/** Texts of at least this length are left out of a message that is too large. */
const LONG_TEXT = 200;

/**
 * Returns the message of an event. If it is too large, `link` replaces its long texts, or all of
 * its data if that is not enough.
 */
export function webhookMessage(event: LoggedEvent, publicUrl: string): WebhookMessage {
  const message = eventMessage(event);
  const link = `${publicUrl}/v1/events/${event.sequence}`;
  const bodies = [
    message,
    { ...message, data: withoutLongTexts(message.data), link },
    { ...message, data: {}, link },
  ].map((each) => JSON.stringify(each));
  const body = bodies.find((each) => Buffer.byteLength(each) <= MAX_BYTES) ?? bodies.at(-1)!;
  return { id: `evt_${event.sequence}`, body };
}

/** Returns the message of a test, which is no event of the log. */
export function testMessage({ id, createdAt }: Pick<Delivery, 'id' | 'createdAt'>): WebhookMessage {
  const message = { type: 'webhook.test', timestamp: createdAt.toISOString(), data: {} };
  return { id: `test_${id}`, body: JSON.stringify(message) };
}

function withoutLongTexts(data: EventMessage['data']): EventMessage['data'] {
  return Object.fromEntries(
    Object.entries(data).filter(([, value]) => typeof value !== 'string' || value.length < LONG_TEXT),
  );
}
