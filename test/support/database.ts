import pg from 'pg';

/** Everything that this process sends to PostgreSQL, from now until `stop`, which gives it. */
export function recordStatements(): { stop(): string[] } {
  const texts: string[] = [];
  const { query } = pg.Client.prototype;
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const [first] = args as [string | { text?: string }];
    texts.push(typeof first === 'string' ? first : String(first?.text));
    return Reflect.apply(query, this, args);
  } as typeof query;
  return {
    stop() {
      pg.Client.prototype.query = query;
      return texts;
    },
  };
}

/** The pool, but while `failing` it gives no connection, as when the server is away. */
export function unreliablePool(pool: pg.Pool): pg.Pool & { failing: boolean } {
  const unreliable = Object.create(pool) as pg.Pool & { failing: boolean };
  unreliable.failing = false;
  unreliable.connect = ((...args: unknown[]) =>
    unreliable.failing
      ? Promise.reject(new Error('no connection'))
      : Reflect.apply(pool.connect, pool, args)) as pg.Pool['connect'];
  return unreliable;
}
