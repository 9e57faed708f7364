import { AsyncLocalStorage } from 'node:async_hooks';
import type { ConnectionProvider, DatabaseConnection } from 'kysely';

/** Set while the running code holds a connection of the pool. */
const holding = new AsyncLocalStorage<true>();

/**
 * Throws if the running code already holds a connection, for instance for a query on the outer
 * handle inside a transaction. If enough callers did so at once, each would wait for a connection
 * that another one holds.
 */
export function refuseSecondConnection(): void {
  if (!holding.getStore()) return;
  throw new Error('A query waits for a second connection: inside a transaction, use its handle only.');
}

/** Provides connections to callers that hold none. */
export class SingleConnections implements ConnectionProvider {
  readonly #provider: ConnectionProvider;

  constructor(provider: ConnectionProvider) {
    this.#provider = provider;
  }

  async provideConnection<Result>(
    consumer: (connection: DatabaseConnection) => Promise<Result>,
  ): Promise<Result> {
    refuseSecondConnection();
    return this.#provider.provideConnection((connection) => holding.run(true, () => consumer(connection)));
  }
}
