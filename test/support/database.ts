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

/**
 * Those of the statements that a request makes in the tables of subgraphs: not the gateway's own (who asks, and how often),
 * and not those of jobs, which run beside it.
 */
export function statementsOfSubgraphs(texts: readonly string[]): string[] {
  return texts.filter((text) => OF_SUBGRAPH.test(text) && !OF_JOBS.test(text));
}

const OF_SUBGRAPH = /"(?:posts|intelligence|creators|mentions|publishing)"\./;
const OF_JOBS = /"publishing"\."deliveries"/;

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
