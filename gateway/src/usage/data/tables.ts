/** `usage.operations`: what an operation of a workspace selects, once however often it is sent. */
export interface OperationsTable {
  workspace_id: string;
  /** Hash of the normalised text, or `OTHER`. */
  signature: string;
  /** Empty for an anonymous operation. */
  name: string;
  /** Coordinates of the schema, in order: `Query.posts`, `Query.posts.first`, `Sort.NEWEST`. */
  coordinates: string[];
  used_at: Date;
}

/** `usage.counts`: how often a client sent an operation in an hour. */
export interface CountsTable {
  workspace_id: string;
  hour: Date;
  signature: string;
  /** Empty if the client sends no name. */
  client: string;
  version: string;
  requests: number;
  failures: number;
}

export interface Tables {
  operations: OperationsTable;
  counts: CountsTable;
}

export const tenantTables = ['operations', 'counts'] as const;

/** Tenant tables that Citus must not distribute. */
export const undistributed = {
  tables: tenantTables,
  because: 'one statement writes the counts of all workspaces',
};
