/**
 * Writes what follows from the doors: the OpenAPI document of each dialect into `schema/rest/`, and the manifest of
 * persisted documents. With `--check` it writes nothing and fails when one is not what the doors give.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@tributary/kit/host';
import { apiSdl, persistedDocumentsFile } from '@tributary/schema';
import { buildSchema } from 'graphql';
import { dialects, openApiOf } from '../rest/index.ts';
import { manifestOf, readClientDocuments } from './manifest.ts';

const { CLIENT_DOCUMENTS: folder, PERSISTED_DOCUMENTS_FILE: manifest, fromCaller } = readConfig();
const clients = folder ? readClientDocuments(fromCaller(folder), buildSchema(apiSdl())) : [];
update(manifest ? fromCaller(manifest) : persistedDocumentsFile, manifestOf(clients, dialects));
for (const dialect of dialects) {
  const file = new URL(`../../../schema/rest/${dialect.name}.json`, import.meta.url);
  update(fileURLToPath(file), openApiOf(dialect));
}

function update(file: string, document: object): void {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${file} differs from what the doors give: run \`npm run compose\`.\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
  }
}
