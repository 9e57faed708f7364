/**
 * Generates the OpenAPI document of each dialect into `schema/rest/`, the manifest of persisted
 * documents, the typed operations of `@tributary/client`, the collections of requests, the JSON
 * Schema of router files, `docs/configuration.md` and `docs/events.md`. With `--check` it writes
 * nothing and fails if a file is out of date.
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
import { clientDocuments } from './client-documents.ts';
import { clientOperations, type OpenApiDocument } from './client-operations.ts';
import { brunoCollection } from './collections/bruno.ts';
import { postmanCollection } from './collections/postman.ts';
import { type CollectedDocument, requestsOfApi, requestsOfGraph } from './collections/requests.ts';
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
const openApi = Object.fromEntries(dialects.map((dialect) => [dialect.name, openApiOf(dialect)]));
for (const [name, document] of Object.entries(openApi))
  updateGenerated(`schema/rest/${name}.json`, jsonOf(document));
const documents = fileURLToPath(new URL('../../client/src/documents', import.meta.url));
updateGenerated('gateway/client/src/documents.ts', clientDocuments(documents, schema));
updateGenerated(
  'gateway/client/src/rest/rest-operations.ts',
  clientOperations(openApi as unknown as Readonly<Record<string, OpenApiDocument>>),
);
const groups = [
  requestsOfGraph(documents),
  ...Object.entries(openApi).map(([name, document]) => requestsOfApi(name, document as CollectedDocument)),
];
updateGenerated('schema/collections/postman.json', jsonOf(postmanCollection(groups)));
updateGenerated('schema/collections/bruno.json', jsonOf(brunoCollection(groups)));
updateGenerated('schema/router.schema.json', jsonOf(routerFileSchema()));
updateGenerated('docs/configuration.md', referenceOf(settingGroups()));
updateGenerated('docs/events.md', eventReference());

function jsonOf(document: object): string {
  return `${JSON.stringify(document, null, 2)}\n`;
}
