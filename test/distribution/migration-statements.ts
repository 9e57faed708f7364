import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely';
import type { Migration } from 'kysely/migration';

/** A PostgreSQL schema and its migrations, by their names. */
interface MigratedSchema {
  readonly name: string;
  readonly migrations: Readonly<Record<string, Migration>>;
}

/** A statement of a migration. */
export interface MigrationStatement {
  /** The schema and the name of the migration: `posts 0010-trackers`. */
  readonly migration: string;
  readonly text: string;
}

/**
 * Lists the statements of migrations in the order in which they are sent, without a database: every
 * query returns no row, as in a new installation.
 */
export async function listStatements(schemas: readonly MigratedSchema[]): Promise<MigrationStatement[]> {
  const statements: MigrationStatement[] = [];
  for (const { name, migrations } of schemas)
    for (const key of Object.keys(migrations).sort()) {
      const db = recorder((text) => statements.push({ migration: `${name} ${key}`, text }));
      await migrations[key]!.up(db.withSchema(name));
    }
  return statements;
}

function recorder(record: (text: string) => void): Kysely<unknown> {
  return new Kysely<unknown>({
    dialect: {
      createAdapter: () => new PostgresAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (db) => new PostgresIntrospector(db),
      createQueryCompiler: () => new PostgresQueryCompiler(),
    },
    log: ({ level, query }) => {
      if (level === 'query') record(query.sql);
    },
  });
}
