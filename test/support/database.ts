import { subgraphs } from '@tributary/gateway/subgraphs';
import pg from 'pg';

/**
 * Records every statement that this process sends to PostgreSQL until `stop`, which returns them.
 */
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
 * Selects the statements that requests send to tables of subgraphs and of the schemas `also`,
 * without those of jobs, which run at the same time.
 */
export function statementsOfSubgraphs(texts: readonly string[], also: readonly string[] = []): string[] {
  const schemas = [...subgraphs.map(({ name }) => name), ...also];
  const ofSubgraph = new RegExp(`"(?:${schemas.join('|')})"\\.`);
  return texts.filter((text) => ofSubgraph.test(text) && !OF_JOBS.test(text));
}

/** Statements of the jobs that run all the time or each minute. */
const OF_JOBS =
  /"publishing"\."deliveries"|"posts"\."(?:sample_streams|relevance_models|scored_brands)"|from "posts"\."trackers" where "status" = /;

/** Wraps the pool so that it provides no connection while `failing`, as if the server were down. */
export function unreliablePool(pool: pg.Pool): pg.Pool & { failing: boolean } {
  const unreliable = Object.create(pool) as pg.Pool & { failing: boolean };
  unreliable.failing = false;
  unreliable.connect = ((...args: unknown[]) =>
    unreliable.failing
      ? Promise.reject(new Error('no connection'))
      : Reflect.apply(pool.connect, pool, args)) as pg.Pool['connect'];
  return unreliable;
}
