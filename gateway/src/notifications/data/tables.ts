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
  /** Subject of the event; null for a test, and for deliveries from before this column. */
  subject: string | null;
  type: DeliveryType;
  status: DeliveryStatus;
  /** Attempts since the delivery was created or replayed. */
  tries: number;
  /** All attempts, oldest first. */
  attempts: JSONColumnType<DeliveryAttempt[]>;
  /** Null if it has ended, or if it waits for an earlier event of its subject. */
  next_attempt_at: Date | null;
  created_at: Date;
}

/**
 * Kinds of work with a due time: a delivery to a webhook, an alert rule with matches to report, and
 * a message to a destination.
 */
export type Work = 'delivery' | 'rule' | 'message';

/** `notifications.queue`: work of all workspaces. */
interface QueueTable {
  workspace_id: string;
  work: Work;
  /** The webhook, the rule, or the destination. */
  group_id: string;
  /** The delivery, the rule, or the message. */
  item_id: string;
  /** Due time; for leased work, the expiry of the lease. */
  due_at: Date;
  lease: ColumnType<string | null, null | undefined, string | null>;
}

/** Kinds of destinations of alerts. */
export type DestinationKind = 'slack' | 'discord' | 'telegram' | 'email';

/** Why a destination receives no alerts: its owner's decision, or rejected credentials. */
export type DisabledDestinationReason = 'by_user' | 'rejected';

/** `notifications.destinations`: where alerts are sent. */
interface DestinationsTable {
  workspace_id: string;
  id: string;
  kind: DestinationKind;
  name: string;
  account: string;
  /** Encrypted. */
  credentials: string;
  disabled_reason: Generated<DisabledDestinationReason | null>;
  last_error: Generated<string | null>;
  created_at: Date;
}

/** A list of the graph that a view filters. */
export type ViewedList = 'community_posts' | 'mentions';

/** `notifications.views`: named filters of lists. */
interface ViewsTable {
  workspace_id: string;
  id: string;
  name: string;
  /** The name in lower case: unique in the workspace. */
  folded: string;
  list: ViewedList;
  /** Arguments of the list, by name. */
  arguments: JSONColumnType<object>;
  created_at: Date;
  updated_at: Date;
}

/** How often a rule sends what it has matched. */
export type AlertFrequency = 'immediately' | 'hourly' | 'daily' | 'weekly';

/** When a rule sends. Times of day are minutes after midnight in the time zone. */
export interface AlertSchedule {
  readonly frequency: AlertFrequency;
  /** Time of daily and weekly digests. */
  readonly at: number;
  /** Day of weekly digests, from 1 for Monday to 7. */
  readonly weekday: number;
  /** Hours without messages, over midnight if they end before they begin; null for none. */
  readonly quiet: { readonly from: number; readonly to: number } | null;
  /** Name of the IANA time zone database. */
  readonly timeZone: string;
}

/** `notifications.alert_rules`: which events are sent where, and when. */
interface AlertRulesTable {
  workspace_id: string;
  id: string;
  name: string;
  types: EventType[];
  /** Ids of trackers that an event must be about; null for no such condition. */
  trackers: string[] | null;
  view_id: string | null;
  /** In the query language's canonical form. */
  query: string | null;
  destinations: string[];
  schedule: JSONColumnType<AlertSchedule>;
  is_enabled: boolean;
  /** The events up to this one are reported, or from before the rule. */
  after_sequence: number;
  last_sent_at: Generated<Date | null>;
  created_at: Date;
}

/** An event in a digest, in words. */
export interface DigestItem {
  readonly headline: string;
  /** Platform, author and the like; empty if there is nothing to add. */
  readonly detail: string;
  readonly url: string | null;
}

/** What a rule has matched since its last message. */
export interface Digest {
  readonly name: string;
  readonly count: number;
  /** Whether `count` is a lower bound. */
  readonly isPartial: boolean;
  /** Times of the first and the last event, in ISO 8601. */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
  /** The best, at most five. */
  readonly best: readonly DigestItem[];
}

/** `notifications.alert_messages`: messages that are not sent yet. */
interface AlertMessagesTable {
  workspace_id: string;
  id: string;
  destination_id: string;
  digest: JSONColumnType<Digest>;
  tries: number;
  created_at: Date;
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
  destinations: DestinationsTable;
  views: ViewsTable;
  alert_rules: AlertRulesTable;
  alert_messages: AlertMessagesTable;
  stream_tickets: StreamTicketsTable;
}

export const tenantTables = [
  'webhooks',
  'deliveries',
  'destinations',
  'views',
  'alert_rules',
  'alert_messages',
] as const;
export const sharedTables = ['queue', 'positions', 'stream_tickets'] as const;

/** Tenant tables that Citus must not distribute. */
export const undistributed = {
  tables: tenantTables,
  because: 'deliveries and alerts are leased across workspaces',
};
