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
import { refuseSecondConnection } from './connection-holding.ts';
import type { FairTurns, TurnOwner } from './fair-turns.ts';

/**
 * Opens the database for one request: its statements take turns with those of other requests, and
 * are cancelled when it ends.
 */
export interface RequestDatabase<Tables> {
  (caller: DatabaseCaller): Kysely<Tables>;
  /** Returns the connections of a request. */
  connections(caller: DatabaseCaller): ConnectionProvider;
  /** Returns a database with the connections of a request. */
  on(connections: ConnectionProvider): Kysely<Tables>;
}

/** The caller of the statements. */
export interface DatabaseCaller {
  readonly workspaceId: string;
  /** Cancels the statements when it is aborted; null for work that must finish. */
  readonly signal: AbortSignal | null;
}

/**
 * Creates the databases of requests from the database of the process. A statement that outlives its
 * request is cancelled in PostgreSQL (by a CancelRequest on a separate connection, because the pool
 * may be exhausted), and its connection returns to the pool only afterwards; otherwise another
 * request's statement would be cancelled. Inside a transaction this aborts the transaction. One
 * listener serves all statements of a request; Kysely's own mechanism adds one for each.
 */
export function requestDatabase<Tables>(
  db: Kysely<Tables>,
  config: KyselyConfig,
  turns: FairTurns,
): RequestDatabase<Tables> {
  const { dialect } = config as { dialect: Dialect };
  // Only for BEGIN, COMMIT and ROLLBACK, which need just a connection; the connections are those of
  // `db`.
  const driver: Driver = dialect.createDriver();
  const executor = db.getExecutor();
  const connections = (caller: DatabaseCaller) =>
    new RequestConnections(executor, turns, ownerOf(caller), caller.signal);
  const on = (provider: ConnectionProvider) =>
    new Kysely<Tables>({ config, dialect, driver, executor: executor.withConnectionProvider(provider) });
  return Object.assign((caller: DatabaseCaller) => on(connections(caller)), { connections, on });
}

/**
 * The owner of each request's turns, identified by the request's signal, because a request may use
 * the databases of several subgraphs.
 */
const ownersBySignal = new WeakMap<AbortSignal, TurnOwner>();

function ownerOf({ workspaceId, signal }: DatabaseCaller): TurnOwner {
  const known = signal && ownersBySignal.get(signal);
  if (known?.workspaceId === workspaceId) return known;
  const owner = { workspaceId, patient: signal === null };
  if (signal) ownersBySignal.set(signal, owner);
  return owner;
}

/** The connections that one request holds. */
class RequestConnections implements ConnectionProvider {
  readonly #all: ConnectionProvider;
  readonly #turns: FairTurns;
  readonly #owner: TurnOwner;
  readonly #signal: AbortSignal | null;
  readonly #held = new Map<DatabaseConnection, Promise<void> | null>();
  #listens = false;

  constructor(all: ConnectionProvider, turns: FairTurns, owner: TurnOwner, signal: AbortSignal | null) {
    this.#all = all;
    this.#turns = turns;
    this.#owner = owner;
    this.#signal = signal;
  }

  async provideConnection<Result>(
    consumer: (connection: DatabaseConnection) => Promise<Result>,
  ): Promise<Result> {
    this.#listen();
    refuseSecondConnection();
    await this.#turns.take(this.#owner);
    try {
      return await this.#all.provideConnection((connection) => this.#use(connection, consumer));
    } finally {
      this.#turns.release(this.#owner);
    }
  }

  async #use<Result>(
    connection: DatabaseConnection,
    consumer: (connection: DatabaseConnection) => Promise<Result>,
  ): Promise<Result> {
    // The request may have ended while it waited for the connection.
    this.#signal?.throwIfAborted();
    this.#held.set(connection, null);
    try {
      return await consumer(connection);
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw error;
    } finally {
      const ending = this.#held.get(connection);
      this.#held.delete(connection);
      if (ending) await ending;
    }
  }

  #listen(): void {
    const signal = this.#signal;
    signal?.throwIfAborted();
    if (!signal || this.#listens) return;
    this.#listens = true;
    signal.addEventListener('abort', () => this.#end(signal.reason), { once: true });
  }

  #end(reason: unknown): void {
    this.#turns.abandon(this.#owner, reason);
    for (const connection of this.#held.keys()) this.#held.set(connection, endStatement(connection));
  }
}

/**
 * Kysely passes a query's text to the client unread; our client interprets this one as a
 * cancellation.
 */
const cancel = { sql: CANCEL, parameters: [] } as unknown as CompiledQuery;

/** Cancels the running statement of a connection; does nothing if PostgreSQL is unreachable. */
async function endStatement(connection: DatabaseConnection): Promise<void> {
  // `statement_timeout` ends a statement that could not be cancelled.
  await connection.executeQuery(cancel).catch(() => {});
}
