import pg from 'pg';
import { tracedStatement } from './traced-statement.ts';

/**
 * pg's pool, whose statements are traced where they are requested: the pool sends them by callbacks
 * of the query that has released the connection.
 */
export class TracedPool extends pg.Pool {
  // biome-ignore lint/suspicious/noExplicitAny: pg declares nine overloads
  override query(config: any, values?: any, callback?: any): any {
    const query = super.query.bind(this) as (...all: unknown[]) => Promise<unknown>;
    if (callback || typeof values === 'function' || typeof config?.submit === 'function')
      return query(config, values, callback);
    return tracedStatement(config, () => query(config, values));
  }
}
