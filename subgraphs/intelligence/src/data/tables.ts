import type { Generated } from 'kysely';
import type { BrandRow, CountedBrand, CountRow, Driver } from '../snapshot.ts';

/** `intelligence.intelligence_queries`: tracked brands and communities. */
export interface IntelligenceQueriesTable {
  workspace_id: string;
  id: Generated<string>;
  /** The primary brand first. */
  brands: BrandRow[];
  folded: string[];
  communities: string[];
  range_days: number;
  created_at: Date;
  archived_at: Date | null;
}

/** `intelligence.snapshots`: counts per query and day. */
export interface SnapshotsTable {
  workspace_id: string;
  id: Generated<string>;
  query_id: string;
  date: string;
  range_days: number;
  communities: string[];
  /** Primary brand first, in the order of the query, with totals. */
  brands: CountedBrand[];
  counts: CountRow[];
  sources: string[];
  /** The topic that moved a share; null if none explains it. */
  driver: Driver | null;
  summary: string;
  summary_engine: string;
  analysis_version: number;
  captured_at: Date;
}

/** The tables of the subgraph's PostgreSQL schema. */
export interface Tables {
  intelligence_queries: IntelligenceQueriesTable;
  snapshots: SnapshotsTable;
}

export const tenantTables = ['intelligence_queries', 'snapshots'] as const;
