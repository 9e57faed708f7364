/**
 * Generates the OpenAPI document of each dialect into `schema/rest/`, the manifest of persisted
 * documents, and `docs/configuration.md`. With `--check` it writes nothing and fails if a file is
 * out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { readConfig } from '@tributary/kit/host';
import { apiSdl, persistedDocumentsFile } from '@tributary/schema';
import { buildSchema } from 'graphql';
import { gatewayConfig, referenceOf } from '../config/index.ts';
import { dialects, openApiOf } from '../rest/index.ts';
import { settingGroups } from '../setting-groups.ts';
import { manifestOf, readClientDocuments } from './manifest.ts';

const {
  CLIENT_DOCUMENTS: folder,
  PERSISTED_DOCUMENTS_FILE: manifest,
  fromCaller,
} = gatewayConfig(readConfig());
const clients = folder ? readClientDocuments(fromCaller(folder), buildSchema(apiSdl())) : [];
update(manifest ? fromCaller(manifest) : persistedDocumentsFile, jsonOf(manifestOf(clients, dialects)));
for (const dialect of dialects)
  update(fileOf(`schema/rest/${dialect.name}.json`), jsonOf(openApiOf(dialect)));
update(fileOf('docs/configuration.md'), referenceOf(settingGroups()));

function fileOf(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

function jsonOf(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}

function update(file: string, text: string): void {
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return;
  if (process.argv.includes('--check')) {
    process.stderr.write(`${file} is out of date: run \`npm run compose\`.\n`);
    process.exitCode = 1;
  } else {
    writeFileSync(file, text);
  }
}
