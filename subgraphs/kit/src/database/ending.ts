import {
  type CompiledQuery,
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type KyselyConfig,
} from 'kysely';
import { CANCEL } from './client.ts';

/** Gives the same database for one request: what waits for it or runs in it ends when the signal does. */
export type During<Tables> = (signal: AbortSignal) => Kysely<Tables>;

/**
 * Makes databases of requests from that of all. A statement that runs when a request is over is cancelled in
 * PostgreSQL (by a CancelRequest on a connection of its own, because the pool may be exhausted), and its connection is
 * returned to the pool only afterwards; otherwise another request's statement would be cancelled. Within a transaction
 * this aborts the transaction. One listener serves all statements of a request; Kysely's own mechanism adds one for each.
 */
export function duringRequests<Tables>(db: Kysely<Tables>, config: KyselyConfig): During<Tables> {
  const { dialect } = config as { dialect: Dialect };
  // Only for BEGIN, COMMIT and ROLLBACK, which need nothing but the connection; connections are those of `db`.
  const driver: Driver = dialect.createDriver();
  const executor = db.getExecutor();
  return (signal) =>
    new Kysely<Tables>({
      config,
      dialect,
      driver,
      executor: executor.withConnectionProvider(new RequestConnections(executor, signal)),
    });
}

/** The connections that one request holds. */
class RequestConnections implements ConnectionProvider {
  readonly #all: ConnectionProvider;
  readonly #signal: AbortSignal;
  readonly #held = new Map<DatabaseConnection, Promise<void> | null>();
  #listens = false;

  constructor(all: ConnectionProvider, signal: AbortSignal) {
    this.#all = all;
    this.#signal = signal;
  }

  async provideConnection<Result>(
    consumer: (connection: DatabaseConnection) => Promise<Result>,
  ): Promise<Result> {
    const signal = this.#signal;
    signal.throwIfAborted();
    if (!this.#listens) {
      this.#listens = true;
      signal.addEventListener('abort', () => this.#end(), { once: true });
    }
    return this.#all.provideConnection(async (connection) => {
      // It may have been over for as long as there was no connection.
      signal.throwIfAborted();
      this.#held.set(connection, null);
      try {
        return await consumer(connection);
      } catch (error) {
        signal.throwIfAborted();
        throw error;
      } finally {
        const ending = this.#held.get(connection);
        this.#held.delete(connection);
        if (ending) await ending;
      }
    });
  }

  #end(): void {
    for (const connection of this.#held.keys()) this.#held.set(connection, endStatement(connection));
  }
}

/** Kysely passes the text of a query to the client unread, and our client takes this one as a request to cancel. */
const cancel = { sql: CANCEL, parameters: [] } as unknown as CompiledQuery;

/** Cancels the statement that the connection is running; does nothing when PostgreSQL cannot be reached. */
async function endStatement(connection: DatabaseConnection): Promise<void> {
  // `statement_timeout` ends a statement that could not be cancelled.
  await connection.executeQuery(cancel).catch(() => {});
}
