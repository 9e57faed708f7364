import { Kysely, PostgresDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg, { type Pool } from 'pg';
import { checkPooler } from './connection/check-pooler.ts';
import type { Database } from './connection/connect.ts';
import { exclusively } from './exclusively.ts';

/** The migrations of one PostgreSQL schema, oldest first by name; never edit a released one. */
export interface Migrations {
  /** The PostgreSQL schema, which is the subgraph's name. */
  readonly name: string;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Schemas that its migrations use, which are migrated first. */
  readonly requires?: readonly Migrations[];
}

/**
 * Migrates every schema to the latest version, in one process at a time. A failed migration is
 * rolled back, and the start fails with its error. So it does behind a pooler that would lose the
 * locks.
 */
export async function migrate(database: Database, schemas: readonly Migrations[]): Promise<void> {
  await checkPooler(database);
  const ordered = inOrder(schemas);
  // Most starts find nothing to do, and the migrator reads the whole catalogue for each schema.
  if (await areLatest(database.pool, ordered)) return;
  const pool = database.openPool({ max: 2, statementTimeout: 0, direct: true });
  try {
    await exclusively(pool, 'migrations', async () => {
      for (const schema of ordered) await migrateSchema(pool, schema);
    });
  } finally {
    await pool.end();
  }
}

/** Whether exactly the migrations of each schema have been applied. */
async function areLatest(pool: Pool, schemas: readonly Migrations[]): Promise<boolean> {
  const { rows: tables } = await pool.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname = any($1)
       and to_regclass(format('%I.kysely_migration', nspname)) is not null`,
    [schemas.map(({ name }) => name)],
  );
  if (tables.length < schemas.length) return false;
  const applied = schemas.map(
    ({ name }) =>
      `select ${pg.escapeLiteral(name)} as schema, array(select name::text from ${pg.escapeIdentifier(name)}.kysely_migration) as names`,
  );
  const { rows } = await pool.query<{ schema: string; names: string[] }>(applied.join(' union all '));
  const namesOf = new Map(rows.map(({ schema, names }) => [schema, names.sort().join()]));
  return schemas.every(({ name, migrations }) => namesOf.get(name) === Object.keys(migrations).sort().join());
}

/** Returns the schemas and those that they require, each once and after what it requires. */
function inOrder(schemas: readonly Migrations[]): Migrations[] {
  const ordered = new Map<string, Migrations>();
  const add = (schema: Migrations) => {
    for (const required of schema.requires ?? []) add(required);
    if (!ordered.has(schema.name)) ordered.set(schema.name, schema);
  };
  for (const schema of schemas) add(schema);
  return [...ordered.values()];
}

async function migrateSchema(pool: Pool, { name, migrations }: Migrations): Promise<void> {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db: db.withSchema(name),
    provider: { getMigrations: async () => ({ ...migrations }) },
    migrationTableSchema: name,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (!error) return;
  const failed = results?.find((result) => result.status === 'Error')?.migrationName;
  const what = failed ? `Migration ${failed}` : 'The migrations';
  throw new Error(`${what} of ${name} failed: ${(error as Error).message}`, {
    cause: error,
  });
}
