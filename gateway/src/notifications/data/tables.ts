import type { EventType } from '@tributary/kit/events';
import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** Why a webhook receives no events: its owner's decision, its server's, or too many failures. */
export type DisabledReason = 'by_user' | 'gone' | 'failing';

/** `notifications.webhooks`. */
interface WebhooksTable {
  workspace_id: string;
  id: string;
  url: string;
  description: string;
  /** Types of events that it receives; null for all. */
  types: EventType[] | null;
  /** Encrypted signing secret. */
  secret: string;
  /** The secret before it, encrypted; also signs until `previous_until`. */
  previous_secret: Generated<string | null>;
  previous_until: Generated<Date | null>;
  disabled_reason: Generated<DisabledReason | null>;
  /** Time of the first failed attempt since the last successful one; null if there is none. */
  failing_since: Generated<Date | null>;
  /** It receives events after this sequence number. */
  after_sequence: number;
  created_at: Date;
}

/** One request of a delivery. */
export interface DeliveryAttempt {
  /** When the request was sent, in ISO 8601. */
  readonly at: string;
  /** HTTP status of the response; null if there was none. */
  readonly status: number | null;
  readonly latencyMs: number;
  /** Why it failed; null if it succeeded. */
  readonly error: string | null;
}

/** Status of a delivery: `pending` until it has succeeded or its retries have ended. */
export type DeliveryStatus = 'pending' | 'delivered' | 'failed';

/** The type of a delivery: that of its event, or `webhook.test`, which is sent but not logged. */
export type DeliveryType = EventType | 'webhook.test';

/** `notifications.deliveries`: the delivery log. */
interface DeliveriesTable {
  workspace_id: string;
  id: string;
  webhook_id: string;
  sequence: number | null;
  type: DeliveryType;
  status: DeliveryStatus;
  /** Attempts since the delivery was created or replayed. */
  tries: number;
  /** All attempts, oldest first. */
  attempts: JSONColumnType<DeliveryAttempt[]>;
  next_attempt_at: Date | null;
  created_at: Date;
}

/** `notifications.queue`: deliveries with an attempt to make, across workspaces. */
interface QueueTable {
  workspace_id: string;
  webhook_id: string;
  delivery_id: string;
  /** Due time; for a leased delivery, the expiry of the lease. */
  due_at: Date;
  lease: ColumnType<string | null, null | undefined, string | null>;
}

/** `notifications.positions`: up to which event a reader has processed the log. */
interface PositionsTable {
  reader: string;
  sequence: number;
}

/** `notifications.stream_tickets`: credentials of streams that a browser is about to open. */
interface StreamTicketsTable {
  hash: Buffer;
  /** Encrypted. */
  credential: string;
  expires_at: Date;
}

/** The PostgreSQL schema `notifications`. */
export interface Tables {
  webhooks: WebhooksTable;
  deliveries: DeliveriesTable;
  queue: QueueTable;
  positions: PositionsTable;
  stream_tickets: StreamTicketsTable;
}

export const tenantTables = ['webhooks', 'deliveries'] as const;
export const sharedTables = ['queue', 'positions', 'stream_tickets'] as const;
