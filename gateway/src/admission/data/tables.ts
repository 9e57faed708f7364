import type { Generated } from 'kysely';

/**
 * `limits.answers`: one row per idempotency key of an API key and route, holding first a lease,
 * then the response.
 */
export interface IdempotentResponsesTable {
  workspace_id: string;
  key_id: string;
  route: string;
  idempotency_key: string;
  request_hash: Buffer;
  claim: string;
  claimed_until: Date;
  status: number | null;
  body: string | null;
  expires_at: Date;
}

/** `limits.windows`: the current window of each key and limit. */
export interface WindowsTable {
  workspace_id: string;
  key_id: string;
  bucket: string;
  starts_at: Date;
  used: number;
  granted: number;
  max: number;
  /** Start of the last window in which the limit was reached; null if it never was. */
  reached: Generated<Date | null>;
}

/** The PostgreSQL schema `limits`. */
export interface Tables {
  answers: IdempotentResponsesTable;
  windows: WindowsTable;
}

export const tenantTables = ['answers', 'windows'] as const;

/** Tenant tables that Citus must not distribute. */
export const undistributed = {
  tables: tenantTables,
  because: 'one statement counts the requests of all workspaces',
};
