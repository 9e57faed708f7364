import type { PublishingPlatform as Platform } from '@tributary/platforms';
import type { Generated, GeneratedAlways } from 'kysely';
import type { AuditAction, ErrorCode, Phase, PostStatus, TargetStatus } from '../post-state.ts';
import type { SandboxTables } from '../sandbox/data/sandbox-tables.ts';
import { type AssistanceTables, assistanceTables } from './assistance-tables.ts';

export type AccountStatus = 'connected' | 'disconnected' | 'expired';

/** `publishing.connected_accounts`. */
export interface ConnectedAccountsTable {
  workspace_id: string;
  id: string;
  platform: Platform;
  /** The platform's own id; with the platform it identifies an account. */
  external_id: string;
  handle: string;
  display_name: string | null;
  avatar_url: string | null;
  profile_url: string | null;
  status: AccountStatus;
  /** Encrypted; null if the account is disconnected or expired. */
  credentials: string | null;
  connected_at: Date;
}

export type ReplyToType = 'CommunityPost' | 'Mention';

/** `publishing.posts`. */
export interface PostsTable {
  workspace_id: string;
  id: string;
  status: PostStatus;
  body: string;
  /** Texts of the thread after the body, one per post. */
  thread: Generated<string[]>;
  /** In lower case, without duplicates. */
  tags: Generated<string[]>;
  /** Search vector of body and thread with word positions; see the kit's `phrase.ts`. */
  search: unknown;
  media_ids: string[];
  reply_to_type: ReplyToType | null;
  reply_to_id: string | null;
  scheduled_at: Date | null;
  published_at: Generated<Date | null>;
  created_at: Date;
  updated_at: Date;
}

/** `publishing.targets`: a post at one account. */
export interface TargetsTable {
  workspace_id: string;
  post_id: string;
  account_id: string;
  /** Position among the post's accounts. */
  place: number;
  status: TargetStatus;
  /** Progress of the attempt while the status is `publishing`. */
  phase: Generated<Phase | null>;
  /** See `Publisher.reserve`. Stored before anything is sent, and never changed afterwards. */
  reference: Generated<string | null>;
  started_at: Generated<Date | null>;
  /**
   * Attempts in the current round. A round begins when a user publishes, schedules or retries the
   * post.
   */
  attempts: Generated<number>;
  /** Time of the round's first attempt; automatic retries end 24 hours after it. */
  first_attempt_at: Generated<Date | null>;
  /** Time of the next attempt or platform query; null while one is running or none is due. */
  next_attempt_at: Generated<Date | null>;
  /** Attempts of the round whose response was lost. */
  doubts: Generated<number>;
  /** Attempts of the round whose credentials were rejected and then renewed. */
  refusals: Generated<number>;
  url: Generated<string | null>;
  external_id: Generated<string | null>;
  error_code: Generated<ErrorCode | null>;
  error_message: Generated<string | null>;
  published_at: Generated<Date | null>;
}

/** `publishing.deliveries`: queue of targets with work to do, across workspaces. */
export interface DeliveriesTable {
  workspace_id: string;
  post_id: string;
  account_id: string;
  /** Due time; for a leased target, the expiry of the lease. */
  due_at: Date;
  /** Token of the latest lease; null if not leased since it was queued. */
  lease: Generated<string | null>;
}

/** `publishing.post_audit`: append-only audit of posts; its rows outlive the posts. */
export interface PostAuditTable {
  workspace_id: string;
  post_id: string;
  number: GeneratedAlways<number>;
  at: Date;
  actor: string;
  action: AuditAction;
  account_id: string | null;
  from_status: string | null;
  to_status: string | null;
  detail: string | null;
}

/** `publishing.target_readings`: metrics of a post at an account, as fetched. */
export interface TargetReadingsTable {
  workspace_id: string;
  post_id: string;
  account_id: string;
  fetched_at: Date;
  impressions: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
}

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables extends AssistanceTables, SandboxTables {
  connected_accounts: ConnectedAccountsTable;
  posts: PostsTable;
  targets: TargetsTable;
  deliveries: DeliveriesTable;
  post_audit: PostAuditTable;
  target_readings: TargetReadingsTable;
}

export const tenantTables = [
  'connected_accounts',
  'posts',
  'targets',
  'post_audit',
  'target_readings',
  'sandbox_posts',
  ...assistanceTables,
] as const;
export const sharedTables = ['deliveries', 'sandbox_pages'] as const;

/** Tenant tables that Citus must not distribute. */
export const undistributed = {
  tables: tenantTables,
  because: 'foreign keys connect them with deliveries, which are leased across workspaces',
};
