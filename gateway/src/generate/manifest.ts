import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  concatAST,
  type DocumentNode,
  type GraphQLSchema,
  getOperationAST,
  parse,
  print,
  Source,
  separateOperations,
  validate,
} from 'graphql';
import { idOf } from '../graphql/index.ts';
import type { Dialect } from '../rest/index.ts';

/** Apollo's persisted query manifest, the format of `PERSISTED_DOCUMENTS_FILE`. */
interface ManifestFile {
  readonly format: 'apollo-persisted-query-manifest';
  readonly version: 1;
  readonly operations: readonly {
    readonly id: string;
    readonly name: string;
    readonly type: string;
    readonly body: string;
  }[];
}

/** Returns the manifest of all operations known in advance: those of clients and of REST routes. */
export function manifestOf(clients: readonly DocumentNode[], dialects: readonly Dialect[]): ManifestFile {
  const routes = dialects.flatMap(({ routes }) => routes.map(({ operation }) => parse(operation)));
  const operations = [...clients, ...routes].map((document) => {
    const { name, operation } = getOperationAST(document)!;
    const body = print(document);
    return { id: idOf(body), name: name!.value, type: operation, body };
  });
  return { format: 'apollo-persisted-query-manifest', version: 1, operations: unique(operations) };
}

/** Removes duplicates: two routes may share an operation. */
function unique(operations: ManifestFile['operations']): ManifestFile['operations'] {
  return [...new Map(operations.map((operation) => [operation.id, operation])).values()];
}

/**
 * Reads the operations of all `.graphql` files below a folder, one document per operation with the
 * fragments it uses, which any of the files may define. Throws an Error if an operation is invalid,
 * or if a name is missing or not unique.
 */
export function readClientDocuments(folder: string, schema: GraphQLSchema): DocumentNode[] {
  if (!existsSync(folder)) throw new Error(`CLIENT_DOCUMENTS is invalid. There is no folder ${folder}.`);
  return documentsIn(
    folder,
    readFiles(folder, ['.graphql']).map(({ name, text }) => new Source(text, name)),
    schema,
  );
}

/**
 * Reads the operations of the console, which are texts in its code, as `readClientDocuments` reads
 * those of files.
 */
export function readConsoleDocuments(folder: string, schema: GraphQLSchema): DocumentNode[] {
  const sources = readFiles(folder, ['.ts', '.tsx']).flatMap(({ name, text }) =>
    [...text.matchAll(/\bgraphql\(\s*`([^`]*)`/g)].map(([, document]) => new Source(document!, name)),
  );
  return documentsIn(folder, sources, schema);
}

function readFiles(folder: string, endings: readonly string[]): { name: string; text: string }[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => endings.some((ending) => name.endsWith(ending)))
    .sort()
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** Validates all sources together and returns one document per operation. */
function documentsIn(folder: string, sources: readonly Source[], schema: GraphQLSchema): DocumentNode[] {
  const all = concatAST(sources.map((source) => parse(source)));
  const errors = validate(schema, all);
  if (errors.length > 0) throw new Error(errors.map((error) => String(error)).join('\n\n'));
  const separate = separateOperations(all);
  if (Object.hasOwn(separate, '')) throw new Error(`An operation in ${folder} has no name.`);
  return Object.values(separate);
}
