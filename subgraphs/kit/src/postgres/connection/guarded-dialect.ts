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

/** Texts of queries that have passed, and their characters in all. */
const MOST_TEXTS = 2_000;
const MOST_CHARACTERS = 4_000_000;

/**
 * Kysely's settings for PostgreSQL with a check of every query. What the check finds is a property
 * of the query's text, in which values are parameters, so a text that has passed is not read again:
 * reading takes longer than all else that Kysely does. `withoutPlugins` takes the check off.
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
