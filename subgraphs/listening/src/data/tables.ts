import type { ColumnType, Generated, JSONColumnType } from 'kysely';

/** Places to read for a query, by platform: subreddits, feeds, instances, forums. */
export type Places = Readonly<Record<string, readonly string[]>>;

/** The kind of object that a query belongs to. */
export type Consumer = 'tracker' | 'dataset';

/** A query of a consumer, such as a tracker's. */
interface Queries {
  workspace_id: string;
  id: string;
  consumer: string;
  query: string;
  platforms: string[] | null;
  languages: string[] | null;
  places: JSONColumnType<Places>;
  active: boolean;
  changed_at: Date;
  changed: Generated<string>;
}

/** State and lease of a source. */
interface Sources {
  platform: string;
  holder: string | null;
  held_until: Date | null;
  last_success: Date | null;
  last_failure: Date | null;
  problem: string | null;
  next_attempt: Date | null;
}

/** Where the reading of a target continues. */
interface Positions {
  platform: string;
  target: string;
  cursor: string | null;
  due_at: Date;
  failures: Generated<number>;
  last_success: Date | null;
  /** When the last failed reading was. */
  failed_at: Date | null;
  problem: string | null;
  /** When the newest query that needs the target was registered. */
  needed_since: Date;
  /** Whether that was after the target was last read. */
  needed_anew: Generated<boolean>;
}

/** How much of a vendor's quota is used, see `budgets.ts`. */
interface Budgets {
  platform: string;
  window_ms: number;
  paid_until: Date;
  blocked_until: Date | null;
}

/** US dollars that a workspace has spent on a platform in a day (UTC). */
interface Spending {
  workspace_id: string;
  platform: string;
  day: string;
  dollars: ColumnType<number, number, number>;
}

/** Which item was delivered to which query. */
interface Seen {
  platform: string;
  native_id: string;
  workspace_id: string;
  query_id: string;
  consumer: string;
  author_id: string | null;
  found_at: Date;
  /** When the item is read again for new counts and deletions; null for never. */
  recheck_at: Date | null;
}

/** How far the check of a platform's items for deletions has come, see `deletion-checks.ts`. */
interface DeletionChecks {
  platform: string;
  pass_began_at: Date;
  checked_to: string;
  job: string | null;
  job_to: string | null;
  job_started_at: Date | null;
  due_at: Date;
}

/** The match log: what consumers have not processed yet. */
interface Deliveries {
  sequence: Generated<string>;
  workspace_id: string;
  query_id: string;
  consumer: string;
  change: string;
  item: JSONColumnType<object>;
  reasons: JSONColumnType<object> | null;
  origin: string;
  found_at: Date;
}

/** A search of a platform for items that are older than their query. */
interface Backfills {
  workspace_id: string;
  query_id: string;
  platform: string;
  part: number;
  search: string;
  since: Date;
  cursor: string | null;
  state: 'waiting' | 'done' | 'failed';
  pages: Generated<number>;
  matches: Generated<number>;
  failures: Generated<number>;
  problem: string | null;
  requested_at: Date;
  finished_at: Date | null;
  due_at: Date;
  lease: string | null;
}

/** A query that follows another one of its workspace. */
interface Followers {
  workspace_id: string;
  /** The id of the query in `queries`, once the other one has been active. */
  id: string;
  follows: string;
  consumer: string;
  /** Platforms that the follower is limited to; null for all. */
  platforms: string[] | null;
}

/** After how many days a workspace deletes what it has stored. */
interface RetentionRules {
  workspace_id: string;
  /** Empty for all platforms. */
  platform: string;
  days: number;
}

/** The tables of the schema `listening`. */
export interface Tables {
  queries: Queries;
  sources: Sources;
  positions: Positions;
  budgets: Budgets;
  spending: Spending;
  seen: Seen;
  deletion_checks: DeletionChecks;
  deliveries: Deliveries;
  backfills: Backfills;
  followers: Followers;
  retention_rules: RetentionRules;
}

/** Rows of one workspace, whose id every statement must constrain. */
export const tenantTables = ['spending', 'followers', 'retention_rules'] as const;
/**
 * The state of sources, which belongs to no workspace; and rows that runners and consumers read
 * across workspaces, by time of change, platform or sequence.
 */
export const sharedTables = [
  'sources',
  'positions',
  'budgets',
  'queries',
  'seen',
  'deletion_checks',
  'deliveries',
  'backfills',
] as const;

/** Tenant tables that Citus must not distribute. */
export const undistributed = {
  tables: tenantTables,
  because: 'runners and jobs read them across workspaces',
};
