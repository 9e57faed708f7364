import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { IsDenied } from '../authorization/denied-selections.ts';
import { fragmentDefinitions } from '../documents/fragment-definitions.ts';
import type { Json } from '../json.ts';
import type { DataKey } from '../planning/response-keys.ts';
import { type ClientPath, compileClientPath } from './client-path.ts';
import type { SelectionContext } from './collect.ts';
import { compileObject } from './complete-value.ts';
import type { Completion } from './completion.ts';
import type { Build } from './object-builder.ts';

/** Shapes the client's response from fetched data. */
export interface Shape {
  /** Builds the response data; null when a null propagates to the root. */
  readonly build: (data: Json, completion: Omit<Completion, 'path'>) => Json | null;
  /** Translates the path of an error in the fetched data to the client's response path. */
  readonly clientPath: ClientPath;
}

/** Compiles the shape of an operation of a document without conditions. */
export function compileShape(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  dataKey: DataKey,
  isDenied: IsDenied | null,
): Shape {
  const context: SelectionContext = { schema, fragments: fragmentDefinitions(document), dataKey };
  const type = schema.getRootType(operation.operation)!;
  const build: Build = compileObject({ ...context, operation, isDenied }, type, [operation]);
  return {
    build: (data, completion) => build(data, { ...completion, path: [] }, 0) as Json | null,
    clientPath: compileClientPath(context, operation),
  };
}
