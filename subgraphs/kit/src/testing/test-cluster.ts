import { onServer, sendTo, withDatabase } from './servers.ts';

/** Environment variable through which the set-up passes a {@link TestCluster} to the tests. */
export const TEST_CLUSTER = 'TRIBUTARY_TEST_CLUSTER';

/** A Citus cluster, on which every test file gets a distributed database. */
export interface TestCluster {
  /** URLs of the workers' servers. */
  readonly workers: readonly string[];
  /** Statements that add the workers to a migrated database and distribute its tables. */
  readonly statements: readonly string[];
}

/** Returns the cluster that the tests run on; null on a plain server. */
export function testCluster(): TestCluster | null {
  const value = process.env[TEST_CLUSTER];
  return value ? JSON.parse(value) : null;
}

/**
 * Distributes a database that was cloned on the coordinator. Citus cannot clone a distributed one:
 * the clone would refer to databases that the workers do not have.
 */
export async function distributeClone({ workers, statements }: TestCluster, url: string): Promise<void> {
  const name = new URL(url).pathname.slice(1);
  for (const worker of workers) {
    await onServer(worker, `create database ${name}`);
    await sendTo(withDatabase(worker, name), ['create extension citus']);
  }
  await sendTo(url, ['create extension citus', ...statements]);
}

/** Drops a database on the workers. */
export async function dropOnWorkers({ workers }: TestCluster, name: string): Promise<void> {
  for (const worker of workers) await onServer(worker, `drop database if exists ${name} with (force)`);
}
