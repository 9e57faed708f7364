import {
  type ConnectionProvider,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type KyselyConfig,
} from 'kysely';

/** Gives the same database for one request: what waits for it or runs in it ends when the signal does. */
export type During<Tables> = (signal: AbortSignal) => Kysely<Tables>;

/**
 * Makes databases of requests from that of all. A statement that runs when a request is over is ended in PostgreSQL
 * (`pg_cancel_backend`, over a connection of its own, as the pool may be what is used up), and its connection is given
 * back only afterwards: it would be another request's statement that is ended otherwise. Within a transaction this
 * ends the transaction. One listener serves all statements of a request; Kysely's own way has one for each.
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

/** Ends what runs there; nothing when it has ended by itself, or when PostgreSQL cannot be reached to be told. */
async function endStatement(connection: DatabaseConnection): Promise<void> {
  try {
    await connection.collectSessionInfo?.();
    await connection.cancelQuery?.(() => Promise.reject(new Error('There is no connection to spare.')));
  } catch {
    // `statement_timeout` ends it then.
  }
}
