import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
} from 'graphql';
import type { Json } from './execution/run.ts';
import type { DataKey } from './planning/response-keys.ts';
import { type ClientPath, compileClientPath } from './shaping/client-path.ts';
import type { Reading } from './shaping/collect.ts';
import { type Build, compileObject } from './shaping/object.ts';
import type { Shaping } from './shaping/shaping.ts';

/** How the client's response is made of fetched data. */
export interface Shape {
  /** Builds the response data; null when a null has reached the root. */
  readonly build: (data: Json, shaping: Omit<Shaping, 'path'>) => Json | null;
  /** Translates the path of an error in the fetched data to the client's response path. */
  readonly clientPath: ClientPath;
}

/** Compiles the shape of an operation of a document without conditions. */
export function compileShape(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  dataKey: DataKey,
): Shape {
  const reading: Reading = { schema, fragments: fragmentsOf(document), dataKey };
  const type = schema.getRootType(operation.operation)!;
  const build: Build = compileObject({ ...reading, operation }, type, [operation]);
  return {
    build: (data, shaping) => build(data, { ...shaping, path: [] }, 0) as Json | null,
    clientPath: compileClientPath(reading, operation),
  };
}

function fragmentsOf(document: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  return fragments;
}
