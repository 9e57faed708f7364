import type { AnswersTable } from './answers.ts';
import type { WindowsTable } from './windows.ts';

/** The PostgreSQL schema `limits`. */
export interface Tables {
  answers: AnswersTable;
  windows: WindowsTable;
}

export const tenantTables = ['answers', 'windows'] as const;
