import type { ImportsTable } from '@tributary/kit/import';
import type { Generated } from 'kysely';

/** `creators.answers`: answers of live sources, shared by all workspaces. */
export interface AnswersTable {
  key: string;
  /** The facts, as JSON. */
  facts: unknown;
  provider: string;
  /** Time of measurement. */
  fetched_at: Date;
  /** Time of storing; freshness is counted from here. */
  kept_at: Date;
  /** Price paid, in millionths of a dollar. */
  paid: number;
}

/** `creators.catalogue_answers`: answers from a workspace's own catalogue. */
export interface CatalogueAnswersTable extends AnswersTable {
  workspace_id: string;
}

/** `creators.history`: every fresh reading of live sources. */
export interface HistoryTable {
  kind: 'creator' | 'post';
  platform: string;
  subject: string;
  at: Date;
  provider: string;
  followers: number | null;
  following: number | null;
  posts_count: number | null;
  views: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
}

/** `creators.catalogue_history`: readings from a workspace's own catalogue. */
export interface CatalogueHistoryTable extends HistoryTable {
  workspace_id: string;
  /** Import of the row; null if it predates recorded imports. */
  import_id: Generated<string | null>;
}

/** `creators.catalogue_creators`: creators that a workspace imported. */
export interface CatalogueCreatorsTable {
  workspace_id: string;
  platform: string;
  /** Normalised name, see `names.ts`. */
  creator: string;
  username: string;
  full_name: string | null;
  bio: string | null;
  picture_url: string | null;
  followers: number | null;
  following: number | null;
  posts_count: number | null;
  is_verified: boolean | null;
  external_url: string | null;
  provider: string;
  measured_at: Date;
  /** Import that first added the row. */
  import_id: Generated<string | null>;
}

/** `creators.catalogue_posts`: posts that a workspace imported. */
export interface CataloguePostsTable {
  workspace_id: string;
  platform: string;
  post_id: string;
  /**
   * True for the metrics in the creator's list, false for those measured on the post's own page.
   */
  listed: boolean;
  creator: string | null;
  url: string;
  description: string;
  views: number | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  pinned: boolean;
  posted_at: Date | null;
  provider: string;
  measured_at: Date;
  /** Import that first added the row. */
  import_id: Generated<string | null>;
}

/**
 * `creators.known_creators`: creators that a workspace imported or looked up, with the latest known
 * data.
 */
export interface KnownCreatorsTable {
  workspace_id: string;
  platform: string;
  /** Normalised name, see `names.ts`. */
  creator: string;
  username: string;
  full_name: string | null;
  followers: number | null;
  added_at: Date;
  looked_up_at: Date | null;
  imported_at: Date | null;
  /** Import that first added the creator; null if it was looked up first. */
  import_id: string | null;
  /** Search vector of username and full name with word positions; see the kit's `phrase.ts`. */
  search: unknown;
}

/** `creators.balances`: the balance of a workspace, always the sum of its ledger. */
export interface BalancesTable {
  workspace_id: string;
  micros: number;
}

/** `creators.holds`: credit held for calls in flight; it expires if the process dies. */
export interface HoldsTable {
  workspace_id: string;
  id: Generated<string>;
  micros: number;
  expires_at: Date;
}

/** `creators.ledger`: append-only ledger of all amounts, in millionths of a dollar. */
export interface LedgerTable {
  workspace_id: string;
  id: Generated<string>;
  kind: 'credit' | 'charge' | 'refund';
  /** Positive for credits and refunds, negative for charges. */
  micros: number;
  /** Balance after this entry. */
  balance: number;
  /** Null for credits. */
  operation: string | null;
  /** Key of the answer that was charged or refunded; null for credits. */
  answer: string | null;
  /** The response that carries the answer; null for credits and refunds. */
  delivery: string | null;
  /** The charge that a refund reverses; a charge is reversed at most once. */
  reverses: string | null;
  note: string | null;
  created_at: Generated<Date>;
  /**
   * Increases with each entry of a workspace, in the order of the balances, because it is assigned
   * while the balance is locked.
   */
  number: Generated<number>;
}

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables {
  answers: AnswersTable;
  catalogue_answers: CatalogueAnswersTable;
  history: HistoryTable;
  catalogue_history: CatalogueHistoryTable;
  catalogue_creators: CatalogueCreatorsTable;
  catalogue_posts: CataloguePostsTable;
  known_creators: KnownCreatorsTable;
  imports: ImportsTable;
  balances: BalancesTable;
  holds: HoldsTable;
  ledger: LedgerTable;
}

export const tenantTables = [
  'catalogue_answers',
  'catalogue_history',
  'catalogue_creators',
  'catalogue_posts',
  'known_creators',
  'imports',
  'balances',
  'holds',
  'ledger',
] as const;

export const sharedTables = ['answers', 'history'] as const;
