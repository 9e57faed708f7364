import type { ImportsTable } from '@tributary/kit/import';
import type {
  CommunityPostsTable,
  PostMatchesTable,
  RelevanceExamplesTable,
  RelevanceModelsTable,
  SampleStreamsTable,
  ScoredBrandsTable,
  TrackersTable,
} from './community-tables.ts';
import type {
  XAccountsTable,
  XFollowsTable,
  XHoldsTable,
  XImportedPostsTable,
  XPostsTable,
  XReadsTable,
  XSpendingTable,
} from './x-tables.ts';

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables {
  community_posts: CommunityPostsTable;
  trackers: TrackersTable;
  post_matches: PostMatchesTable;
  relevance_examples: RelevanceExamplesTable;
  relevance_models: RelevanceModelsTable;
  sample_streams: SampleStreamsTable;
  scored_brands: ScoredBrandsTable;
  imports: ImportsTable;
  x_accounts: XAccountsTable;
  x_posts: XPostsTable;
  x_imported_posts: XImportedPostsTable;
  x_follows: XFollowsTable;
  x_spending: XSpendingTable;
  x_holds: XHoldsTable;
  x_reads: XReadsTable;
}

export const tenantTables = [
  'community_posts',
  'trackers',
  'post_matches',
  'relevance_examples',
  'relevance_models',
  'sample_streams',
  'scored_brands',
  'imports',
  'x_imported_posts',
  'x_follows',
  'x_spending',
  'x_holds',
] as const;
export const sharedTables = ['x_accounts', 'x_posts', 'x_reads'] as const;

/** Tenant tables that Citus must not distribute. */
export const undistributed = {
  tables: ['x_imported_posts', 'x_follows', 'x_spending', 'x_holds'],
  because: 'they are joined with accounts and posts of X, which belong to no workspace',
};
