import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * SDL that every subgraph starts with: federation link, shared scalars, PageInfo, common results,
 * and the enums of platforms.
 */
export const sharedSdl = `${read('shared.graphql')}\n${read('platforms.graphql')}`;

/** The composed supergraph with its security directives; written by `npm run compose`. */
export const supergraphSdl = (): string => read('supergraph.graphql');

/** The schema that clients see; written by `npm run compose`. */
export const apiSdl = (): string => read('api.graphql');

/** The collections of requests, by the tool that reads them; written by `npm run compose`. */
export const COLLECTIONS = ['postman', 'bruno'] as const;

/** Returns a collection of requests as JSON. */
export const collectionJson = (tool: (typeof COLLECTIONS)[number]): string =>
  read(`collections/${tool}.json`);

/** The manifest of persisted documents; written by `npm run compose`. */
export const persistedDocumentsFile = fileURLToPath(new URL('persisted-documents.json', import.meta.url));

function read(name: string): string {
  return readFileSync(new URL(name, import.meta.url), 'utf8');
}
