import type { IdempotentResponsesTable } from './idempotent-responses.ts';
import type { WindowsTable } from './windows.ts';

/** The PostgreSQL schema `limits`. */
export interface Tables {
  answers: IdempotentResponsesTable;
  windows: WindowsTable;
}

export const tenantTables = ['answers', 'windows'] as const;
