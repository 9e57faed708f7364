import type { ConnectionProvider, DatabaseConnection, Kysely } from 'kysely';
import type { DatabaseCaller, RequestDatabase } from '../connection/request-database.ts';
import { isOutage } from '../outage.ts';
import type { Replica } from './replica.ts';

/** SQLSTATEs of a statement that the replica cancelled in favour of changes of the primary. */
const CONFLICTS = new Set(['40001', '40P01']);

/**
 * Returns a database for the reads of one request: the replica while it has the workspace's writes,
 * otherwise the primary. Must not be used to write, nor in a transaction.
 */
export function readingDatabase<Tables>(
  replica: Replica,
  onReplica: RequestDatabase<Tables>,
  onPrimary: RequestDatabase<Tables>,
  caller: DatabaseCaller,
): Kysely<Tables> {
  if (!replica.serves(caller.workspaceId)) return onPrimary(caller);
  return onPrimary.on(
    new ReplicaConnections(replica, onReplica.connections(caller), onPrimary.connections(caller)),
  );
}

/** Repeats a statement on the primary if the replica fails. */
class ReplicaConnections implements ConnectionProvider {
  readonly #replica: Replica;
  readonly #reading: ConnectionProvider;
  readonly #primary: ConnectionProvider;

  constructor(replica: Replica, reading: ConnectionProvider, primary: ConnectionProvider) {
    this.#replica = replica;
    this.#reading = reading;
    this.#primary = primary;
  }

  async provideConnection<Result>(
    consumer: (connection: DatabaseConnection) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await this.#reading.provideConnection(consumer);
    } catch (error) {
      const isConflict = CONFLICTS.has((error as { code?: string }).code ?? '');
      if (!isConflict && !isOutage(error)) throw error;
      if (!isConflict) this.#replica.suspend(error);
      return this.#primary.provideConnection(consumer);
    }
  }
}
