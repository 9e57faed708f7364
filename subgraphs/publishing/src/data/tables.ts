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
  /** The platform's own id: with the platform, what makes an account the same account. */
  external_id: string;
  handle: string;
  display_name: string | null;
  avatar_url: string | null;
  profile_url: string | null;
  status: AccountStatus;
  /** Sealed; null when the account is disconnected. */
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
  /** What follows the body, a post each. */
  thread: Generated<string[]>;
  /** In lower case, each once. */
  tags: Generated<string[]>;
  /** Words of body and thread with their positions, see the kit's `phrase.ts`. */
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
  /** Its place among the post's accounts. */
  place: number;
  status: TargetStatus;
  /** How far the sending has come while the status is `publishing`. */
  phase: Generated<Phase | null>;
  /** See `Publisher.reserve`; written before anything is sent, and kept from then on. */
  reference: Generated<string | null>;
  started_at: Generated<Date | null>;
  /**
   * Attempts since the post was published, scheduled or retried by a person: those of one round.
   */
  attempts: Generated<number>;
  /** When the round began: for 24 hours from then it is tried again by itself. */
  first_attempt_at: Generated<Date | null>;
  /**
   * When it is tried, or its platform is asked, again; null while it is under way, and when nothing
   * is left to do.
   */
  next_attempt_at: Generated<Date | null>;
  /** Attempts of the round whose request left and whose response was lost. */
  doubts: Generated<number>;
  /** Attempts of the round whose credentials were refused. */
  refusals: Generated<number>;
  url: Generated<string | null>;
  external_id: Generated<string | null>;
  error_code: Generated<ErrorCode | null>;
  error_message: Generated<string | null>;
  published_at: Generated<Date | null>;
}

/** `publishing.deliveries`: targets that something is to be done for, whosever they are. */
export interface DeliveriesTable {
  workspace_id: string;
  post_id: string;
  account_id: string;
  /** When it is to be done; while a worker has it, when its lease runs out. */
  due_at: Date;
  /** The worker's own name for having it; null until one has. */
  lease: Generated<string | null>;
}

/** `publishing.post_audit`: what became of posts; its rows outlive them and are never changed. */
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

/** `publishing.target_readings`: what a post did at an account, as it was read. */
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
