import {
  type CompiledQuery,
  type KyselyConfig,
  PostgresDialect,
  PostgresQueryCompiler,
  type QueryId,
  type RootOperationNode,
} from 'kysely';
import { LRUCache } from 'lru-cache';
import type { Pool } from 'pg';
import type { Node } from '../tenants/query-nodes.ts';

/**
 * Limits of the cache of checked query texts: their number, and their total length in characters.
 */
const MOST_TEXTS = 2_000;
const MOST_CHARACTERS = 4_000_000;

/**
 * Returns Kysely's PostgreSQL configuration with a check of every query. The result depends only on
 * the query's text, in which values are parameters, so a text that has passed is not checked again:
 * a check takes longer than all of Kysely's own work. `withoutPlugins` removes the check.
 */
export function guardedDialect(pool: Pool, check: (query: Node) => void): KyselyConfig {
  const guarded = new WeakSet<QueryId>();
  const passed = new LRUCache<string, true>({
    max: MOST_TEXTS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: (_, text) => text.length,
  });

  class GuardedCompiler extends PostgresQueryCompiler {
    override compileQuery(node: RootOperationNode, queryId: QueryId): CompiledQuery {
      const compiled = super.compileQuery(node, queryId);
      if (guarded.has(queryId) && !passed.has(compiled.sql)) {
        check(node as unknown as Node);
        passed.set(compiled.sql, true);
      }
      return compiled;
    }
  }
  class GuardedDialect extends PostgresDialect {
    override createQueryCompiler(): PostgresQueryCompiler {
      return new GuardedCompiler();
    }
  }
  return {
    dialect: new GuardedDialect({ pool }),
    plugins: [
      {
        transformQuery: ({ node, queryId }) => {
          guarded.add(queryId);
          return node;
        },
        transformResult: async ({ result }) => result,
      },
    ],
  };
}
