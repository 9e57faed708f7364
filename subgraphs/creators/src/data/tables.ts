import type { ImportsTable } from '@tributary/kit/import';
import type { Generated } from 'kysely';

/** `creators.answers`: what live sources said, for every workspace. */
export interface AnswersTable {
  key: string;
  /** The facts, as JSON. */
  facts: unknown;
  provider: string;
  /** When the numbers were taken. */
  fetched_at: Date;
  /** When the answer came: from then on it is fresh for minutes. */
  kept_at: Date;
  /** What was paid for it, in millionths of a dollar. */
  paid: number;
}

/** `creators.catalogue_answers`: the same from a workspace's own catalogue. */
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

/** `creators.catalogue_history`: the same of a workspace's own catalogue. */
export interface CatalogueHistoryTable extends HistoryTable {
  workspace_id: string;
  /** The import that brought it; null for what was stored before imports were recorded. */
  import_id: Generated<string | null>;
}

/** `creators.catalogue_creators`: creators that a workspace imported. */
export interface CatalogueCreatorsTable {
  workspace_id: string;
  platform: string;
  /** The one spelling of the name, see `names.ts`. */
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
  /** The import that brought it first. */
  import_id: Generated<string | null>;
}

/** `creators.catalogue_posts`: posts that a workspace imported. */
export interface CataloguePostsTable {
  workspace_id: string;
  platform: string;
  post_id: string;
  /**
   * As the creator's list shows it; false for the numbers of the post's own page, where they were
   * taken apart.
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
  /** The import that brought it first. */
  import_id: Generated<string | null>;
}

/**
 * `creators.known_creators`: creators that a workspace imported or looked up, with what was last
 * read of them.
 */
export interface KnownCreatorsTable {
  workspace_id: string;
  platform: string;
  /** The one spelling of the name, see `names.ts`. */
  creator: string;
  username: string;
  full_name: string | null;
  followers: number | null;
  added_at: Date;
  looked_up_at: Date | null;
  imported_at: Date | null;
  /** The import that brought it first; null for one that was looked up first. */
  import_id: string | null;
  /** Words of username and full name with their positions, see the kit's `phrase.ts`. */
  search: unknown;
}

/** `creators.balances`: what a workspace has left: always the sum of its ledger. */
export interface BalancesTable {
  workspace_id: string;
  micros: number;
}

/** `creators.holds`: money set aside for calls under way; it frees itself when a process dies. */
export interface HoldsTable {
  workspace_id: string;
  id: Generated<string>;
  micros: number;
  expires_at: Date;
}

/**
 * `creators.ledger`: every movement of money, in millionths of a dollar; nothing in it is ever
 * changed.
 */
export interface LedgerTable {
  workspace_id: string;
  id: Generated<string>;
  kind: 'credit' | 'charge' | 'refund';
  /** Above zero in, below zero out. */
  micros: number;
  /** The balance after it. */
  balance: number;
  /** Of a charge: what was asked. */
  operation: string | null;
  /** Of a charge: the key of the answer that it paid. */
  answer: string | null;
  /** Of a charge: the request that the answer was owed to. */
  delivery: string | null;
  /** Of a refund: the charge that it takes back, once. */
  reverses: string | null;
  note: string | null;
  created_at: Generated<Date>;
  /** The order of a workspace's entries. */
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
