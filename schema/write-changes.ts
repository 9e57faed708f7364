/**
 * Writes `CHANGES.md`, the changes of the schema since the last release. With `--check` it writes
 * nothing, and fails if the page is out of date or the changelog does not announce a breaking
 * change. With `--release` it makes today's schema that of the last release.
 */
import { readFileSync } from 'node:fs';
import { buildSchema } from 'graphql';
import { updateGenerated } from './generated-file.ts';
import { changesDocument, listChanges, listUnannounced } from './list-changes.ts';

const HEADER = '# The schema of the last release: `npm run release -w @tributary/schema` replaces it.\n\n';
const read = (name: string) => readFileSync(new URL(name, import.meta.url), 'utf8');

const { version } = JSON.parse(read('../package.json')) as { version: string };
if (process.argv.includes('--release'))
  updateGenerated('schema/released.graphql', HEADER + read('api.graphql').replace(/^#.*\n\n/, ''));
const changes = await listChanges(buildSchema(read('released.graphql')), buildSchema(read('api.graphql')));
updateGenerated('schema/CHANGES.md', changesDocument(changes, version));
if (process.argv.includes('--check'))
  for (const { path, message } of listUnannounced(changes, read('../CHANGELOG.md'))) {
    process.stderr.write(
      `${message}. That breaks clients: name \`${path}\` in CHANGELOG.md under Unreleased, Breaking.\n`,
    );
    process.exitCode = 1;
  }
