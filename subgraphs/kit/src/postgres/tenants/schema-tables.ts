/** The tables of a PostgreSQL schema. */
export interface SchemaTables {
  /** Tables that have `workspace_id` first in every key and index. */
  readonly tenant: readonly string[];
  /** Tables whose rows belong to no workspace, or are read across workspaces. */
  readonly shared: readonly string[];
  /** Tenant tables that stay on the coordinator of a Citus cluster. */
  readonly undistributed?: {
    readonly tables: readonly string[];
    /** Why they cannot be distributed, as the end of a sentence. */
    readonly because: string;
  };
}
