/**
 * `npm run migrate:new posts add-something`: creates a migration of a subgraph and registers it.
 */
import { existsSync } from 'node:fs';
import { createMigration } from './create-migration.ts';

const [subgraph = '', name = ''] = process.argv.slice(2);
const root = new URL('../../../', import.meta.url);
const folders = [
  `subgraphs/${subgraph}/src/data/migrations/`,
  `gateway/src/${subgraph}/data/migrations/`,
].map((folder) => new URL(folder, root));
const folder = folders.find((each) => existsSync(each));

if (!folder || !/^[a-z][a-z0-9-]*$/.test(name)) {
  process.stderr.write(
    'Usage: npm run migrate:new SUBGRAPH NAME (a-z, 0-9 and "-"), such as posts add-language\n',
  );
  process.exit(2);
}

process.stdout.write(`Write ${createMigration(folder, name)}.ts, and its tables' types.\n`);
