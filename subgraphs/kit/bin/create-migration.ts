import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FIRST = `  await db.schema
    .createTable('…')
    .addColumn('workspace_id', 'uuid', (column) => column.notNull())
    .execute();`;
const LATER = `  await db.schema.alterTable('…').addColumn('…', 'text').execute();`;
const EMPTY_LIST = `/** Oldest first; a landed migration is never edited, only followed by another. */
export const migrations = {};
`;

/**
 * Creates a migration file in a folder, registers it in the folder's `index.ts`, and returns its
 * name. Throws if a migration of this name exists.
 */
export function createMigration(folder: URL, name: string): string {
  const list = new URL('index.ts', folder);
  const text = existsSync(list) ? readFileSync(list, 'utf8') : EMPTY_LIST;
  const identifier = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
  if (text.includes(`* as ${identifier} from`))
    throw new Error(`There is already a migration named ${name}.`);
  // Migrations run in name order.
  const number = Math.max(0, ...[...text.matchAll(/'(\d{4})-/g)].map(([, digits]) => Number(digits))) + 1;
  const file = `${String(number).padStart(4, '0')}-${name}`;
  const content = `import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
${number === 1 ? FIRST : LATER}
}
`;
  writeFileSync(new URL(`${file}.ts`, folder), content, { flag: 'wx' });
  writeFileSync(list, registered(text, file, identifier));
  return file;
}

/** Adds the import and the entry of a migration to the text of an `index.ts`. */
function registered(text: string, file: string, identifier: string): string {
  const added = `import * as ${identifier} from './${file}.ts';\n`;
  return text
    .replace(/^(?:import [^\n]*\n)*/, (imports) => imports + (imports ? added : `${added}\n`))
    .replace(/\n?\};\s*$/, `\n  '${file}': ${identifier},\n};\n`);
}
