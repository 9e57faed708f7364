import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';

/** PostgreSQL's activity since its start, from its own statistics. */
export interface Work {
  /** Transactions; outside of explicit ones, each statement counts as one. */
  readonly transactions: number;
  /** Look-ups of keys. */
  readonly keyLookups: number;
  /** Rows written to the tables of identity and limits. */
  readonly rowsWritten: number;
}

/** Backends report their statistics after at most ten seconds of idleness. */
const REPORTED = 11_000;

/** Reads the statistics after every backend has reported. */
export async function readWork(databaseUrl: string): Promise<Work> {
  await wait(REPORTED);
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query(
      `select
         (select xact_commit + xact_rollback from pg_stat_database where datname = current_database()) as transactions,
         (select sum(coalesce(idx_scan, 0) + seq_scan) from pg_stat_user_tables where relname = 'key_hashes') as lookups,
         (select sum(n_tup_ins) from pg_stat_user_tables where schemaname in ('access', 'limits')) as written`,
    );
    const [{ transactions, lookups, written }] = rows;
    return { transactions: Number(transactions), keyLookups: Number(lookups), rowsWritten: Number(written) };
  } finally {
    await client.end();
  }
}

/** Returns the activity between two readings. */
export function workBetween(before: Work, after: Work): Work {
  return {
    transactions: after.transactions - before.transactions,
    keyLookups: after.keyLookups - before.keyLookups,
    rowsWritten: after.rowsWritten - before.rowsWritten,
  };
}
