import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { PostgresQueryCompiler } from 'kysely';

/** The folder of the run's evidence; tests of the evidence itself replace the variable. */
const folder = process.env.TRIBUTARY_TEST_EVIDENCE;
const recorded = new Set();
const { compileQuery } = PostgresQueryCompiler.prototype;

/**
 * Records the text of every statement that the product builds, once for each process. The global
 * teardown checks that Citus would execute them.
 */
PostgresQueryCompiler.prototype.compileQuery = function (...args) {
  const query = compileQuery.apply(this, args);
  // Only the product's own compilers: migrations run before the tables are distributed.
  const isOwn = this.constructor !== PostgresQueryCompiler;
  if (folder && isOwn && !recorded.has(query.sql)) {
    recorded.add(query.sql);
    appendFileSync(
      join(folder, `statements-${process.pid}.ndjson`),
      `${JSON.stringify({ text: query.sql })}\n`,
    );
  }
  return query;
};
