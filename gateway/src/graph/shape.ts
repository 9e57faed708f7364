import {
  type DocumentNode,
  type FragmentDefinitionNode,
  type GraphQLSchema,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Json } from './execution/run.ts';
import type { DataKey } from './response-keys.ts';
import { type ClientPath, compileClientPath } from './shaping/client-path.ts';
import type { Reading } from './shaping/collect.ts';
import { type Build, compileObject } from './shaping/object.ts';
import type { Shaping } from './shaping/shaping.ts';

/** How the client's response is made of fetched data, for one combination of conditions. */
export interface Shape {
  /** Builds the response data; null when a null has reached the root. */
  readonly build: (data: Json, shaping: Omit<Shaping, 'path'>) => Json | null;
  /** Translates the path of an error in the fetched data to the client's response path. */
  readonly clientPath: ClientPath;
}

/** How many combinations of conditions of one operation keep their shaper. */
const MOST_VARIANTS = 32;

/**
 * Compiles the shapers of an operation, by the values of its variables: one for each combination of the booleans
 * that @skip and @include use, so that a shaper itself has no conditions.
 */
export function compileShapes(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  dataKey: DataKey,
): (coerced: Readonly<Json>) => Shape {
  const fragments = fragmentsOf(document);
  const variables = conditionVariables(document);
  const compile = (coerced: Readonly<Json>) => {
    const conditions = Object.fromEntries(variables.map((name) => [name, coerced[name]]));
    return compileShape({ schema, fragments, conditions, dataKey }, operation);
  };
  if (variables.length === 0) {
    let only: Shape | undefined;
    return (coerced) => {
      only ??= compile(coerced);
      return only;
    };
  }
  const variants = new LRUCache<string, Shape>({ max: MOST_VARIANTS });
  return (coerced) => {
    const key = variables.map((name) => String(coerced[name])).join();
    const shape = variants.get(key) ?? compile(coerced);
    variants.set(key, shape);
    return shape;
  };
}

function compileShape(reading: Reading, operation: OperationDefinitionNode): Shape {
  const type = reading.schema.getRootType(operation.operation)!;
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

function conditionVariables(document: DocumentNode): string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: ({ name, arguments: given = [] }) => {
      if (name.value !== 'skip' && name.value !== 'include') return;
      for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
    },
  });
  return [...names];
}
