import pg from 'pg';
import { sendCancelRequest } from './cancel-request.ts';
import { tracedStatement } from './traced-statement.ts';

/** The callback that pg calls when a query is finished. */
type Callback = (error: Error | null, result: pg.QueryResult) => void;

/**
 * Passed in place of SQL text: cancels the running statement of the client. Kysely hides the client
 * behind its connection but passes the text through unread, so the owner of a connection can reach
 * the client this way.
 */
export const CANCEL: unique symbol = Symbol('cancel the running statement');

/**
 * pg's client, with our own promises for queries without a callback. With pg's promises, all rows
 * of a result were measured to survive two young-generation collections, so that each was promoted
 * just before it was dropped: 33 kB of a query's 40 kB, a seventh of its CPU, and half as much
 * memory again. With callbacks nothing is promoted. (pg 8.23 on Node 24; `promoted` in V8's
 * `--trace-gc-nvp`.)
 */
export class Client extends pg.Client {
  // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads
  override query(config: any, values?: any, callback?: any): any {
    if (config === CANCEL) return sendCancelRequest(this).then(() => ({ rows: [] }));
    const query = super.query.bind(this) as (...all: unknown[]) => unknown;
    if (callback || typeof values === 'function' || typeof config?.submit === 'function')
      return query(config, values, callback);
    return tracedStatement(
      config,
      () => new Promise((resolve, reject) => query(config, values, settle(resolve, reject))),
    );
  }
}

/**
 * Creates the callback that settles a query's promise. It is separate from the query, so that its
 * closure does not retain the query.
 */
function settle(resolve: (result: pg.QueryResult) => void, reject: (error: Error) => void): Callback {
  return (error, result) => (error ? reject(error) : resolve(result));
}
