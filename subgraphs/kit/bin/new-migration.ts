/**
 * `npm run migrate:new posts add-something`: creates a migration of a subgraph and registers it.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const [subgraph = '', name = ''] = process.argv.slice(2);
const root = new URL('../../../', import.meta.url);
const folders = [
  `subgraphs/${subgraph}/src/data/migrations/`,
  `gateway/src/${subgraph}/data/migrations/`,
].map((folder) => new URL(folder, root));
const folder = folders.find((each) => existsSync(each));

if (!folder || !/^[a-z0-9-]+$/.test(name)) {
  process.stderr.write(
    'Usage: npm run migrate:new SUBGRAPH NAME (a-z, 0-9 and "-"), such as posts add-language\n',
  );
  process.exit(2);
}

const list = new URL('index.ts', folder);
const identifier = name.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
const text = readFileSync(list, 'utf8');
// Migrations run in name order.
const number = Math.max(0, ...[...text.matchAll(/'(\d{4})-/g)].map(([, digits]) => Number(digits))) + 1;
const file = `${String(number).padStart(4, '0')}-${name}`;

writeFileSync(
  new URL(`${file}.ts`, folder),
  `import type { Kysely } from 'kysely';

export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('…').addColumn('…', 'text').execute();
}
`,
  { flag: 'wx' },
);
writeFileSync(
  list,
  text
    .replace(/(?=\n\/\*\*)/, `import * as ${identifier} from './${file}.ts';\n`)
    .replace(/\n\};/, `\n  '${file}': ${identifier},\n};`),
);
process.stdout.write(`Write ${file}.ts, and its tables' types.\n`);
