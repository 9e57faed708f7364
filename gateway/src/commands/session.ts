import {
  createLogger,
  type Logger,
  migrate,
  type OpenSubgraph,
  openDatabase,
  readConfig,
} from '@tributary/kit';
import { type Admin, defineAccess, openAccess } from '../access/index.ts';
import { limitsSchema, openLimits } from '../limits/index.ts';
import { subgraphs } from '../subgraphs.ts';

/** What a command works with: the same database as the gateway, which may run beside it. */
export interface Session {
  readonly admin: Admin;
  readonly subgraphs: readonly OpenSubgraph[];
  readonly log: Logger;
}

/** Opens the database of the environment for one command, up to date, and closes it again. */
export async function withSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
  const config = readConfig();
  // A command's output is its answer: the log is only for what goes wrong.
  const log = createLogger('warn', { write: (line: string) => process.stderr.write(line) });
  const database = await openDatabase(config, log);
  try {
    const { pool } = database;
    await migrate(database, [defineAccess(openLimits({ pool }).read), limitsSchema, ...subgraphs]);
    const { admin, authenticator } = openAccess({ pool, log });
    const open = subgraphs.map((subgraph) => subgraph.open({ pool, log }));
    try {
      return await work({ admin, subgraphs: open, log });
    } finally {
      await authenticator.stop();
    }
  } finally {
    await database.stop();
  }
}

/** Writes the answer of a command: a value as JSON with `--json`, lines for people otherwise. */
export function print(json: boolean | undefined, value: unknown, lines: readonly string[]): void {
  process.stdout.write(
    json ? `${JSON.stringify(value, null, 2)}\n` : lines.map((line) => `${line}\n`).join(''),
  );
}

/** Rows as columns of equal width. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column]!))
      .join('  ')
      .trimEnd(),
  );
}
