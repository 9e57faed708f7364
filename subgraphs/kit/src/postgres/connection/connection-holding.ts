import { AsyncLocalStorage } from 'node:async_hooks';
import type { ConnectionProvider, DatabaseConnection } from 'kysely';

/** Set while the code that runs has a connection of the pool. */
const holding = new AsyncLocalStorage<true>();

/**
 * Refuses to wait for a connection in code that holds one, such as a query on the outer handle
 * inside a transaction: when enough callers do so at the same time, each waits for a connection
 * that another of them holds.
 */
export function refuseSecondConnection(): void {
  if (!holding.getStore()) return;
  throw new Error('A query waits for a second connection: inside a transaction, use its handle only.');
}

/** Gives connections to callers that hold none. */
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
