/**
 * Generates the OpenAPI document of each dialect into `schema/rest/`, the manifest of persisted
 * documents, the JSON Schema of router files, `docs/configuration.md` and `docs/events.md`. With
 * `--check` it writes nothing and fails if a file is out of date.
 */
import { fileURLToPath } from 'node:url';
import { readConfig } from '@tributary/kit/host';
import { apiSdl, persistedDocumentsFile } from '@tributary/schema';
import { updateGenerated } from '@tributary/schema/generated-file';
import { buildSchema } from 'graphql';
import { gatewayConfig, referenceOf } from '../config/index.ts';
import { dialects, openApiOf } from '../rest/index.ts';
import { routerFileSchema } from '../router/index.ts';
import { settingGroups } from '../setting-groups.ts';
import { eventReference } from './event-reference.ts';
import { manifestOf, readClientDocuments, readConsoleDocuments } from './manifest.ts';

const {
  CLIENT_DOCUMENTS: folder,
  PERSISTED_DOCUMENTS_FILE: manifest,
  fromCaller,
} = gatewayConfig(readConfig());
const schema = buildSchema(apiSdl());
const clients = [
  ...readConsoleDocuments(fileURLToPath(new URL('../../console/src', import.meta.url)), schema),
  ...(folder ? readClientDocuments(fromCaller(folder), schema) : []),
];
updateGenerated(
  manifest ? fromCaller(manifest) : persistedDocumentsFile,
  jsonOf(manifestOf(clients, dialects)),
);
for (const dialect of dialects)
  updateGenerated(`schema/rest/${dialect.name}.json`, jsonOf(openApiOf(dialect)));
updateGenerated('schema/router.schema.json', jsonOf(routerFileSchema()));
updateGenerated('docs/configuration.md', referenceOf(settingGroups()));
updateGenerated('docs/events.md', eventReference());

function jsonOf(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
