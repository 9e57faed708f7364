import type { LoggedEvent } from './data/events.ts';

/** An event as webhooks and streams send it. */
export interface EventMessage {
  readonly sequence: number;
  readonly type: LoggedEvent['type'];
  /** When it happened, in ISO 8601. */
  readonly timestamp: string;
  readonly subject: string;
  readonly data: LoggedEvent['payload'];
}

/** Returns the message of an event. */
export function eventMessage({
  sequence,
  type,
  subject,
  payload,
  at,
}: Omit<LoggedEvent, 'workspaceId'>): EventMessage {
  return { sequence, type, timestamp: at.toISOString(), subject, data: payload };
}
