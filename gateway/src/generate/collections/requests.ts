import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Kind, type OperationDefinitionNode, parse, print } from 'graphql';

/** A request of a collection. */
export interface CollectedRequest {
  readonly name: string;
  readonly description: string;
  readonly method: string;
  /** The path below the gateway's address, with `{name}` for its parameters. */
  readonly path: string;
  readonly parameters: readonly CollectedParameter[];
  /** The JSON body; undefined without one. */
  readonly body?: unknown;
  /** The GraphQL operation, instead of a body. */
  readonly graphql?: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> };
  /** The documented statuses. */
  readonly statuses: readonly number[];
}

/** A parameter of a request, in its path or query string. */
export interface CollectedParameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly isRequired: boolean;
  readonly description: string;
  readonly value: string;
}

/** The requests of one API. */
export interface RequestGroup {
  readonly name: string;
  readonly description: string;
  readonly requests: readonly CollectedRequest[];
}

interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly minimum?: number;
  readonly anyOf?: readonly Schema[];
  readonly items?: Schema;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly description?: string;
  readonly parameters: readonly {
    readonly name: string;
    readonly in: string;
    readonly required: boolean;
    readonly description?: string;
    readonly schema: Schema;
  }[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly responses: Readonly<Record<string, unknown>>;
}

/** The part of an OpenAPI document that requests are made from. */
export interface CollectedDocument {
  readonly info: { readonly title: string; readonly description: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** Returns the requests of an API, with sample values by the types of its parameters. */
export function requestsOfApi(name: string, { info, paths }: CollectedDocument): RequestGroup {
  return {
    name: info.title,
    description: info.description,
    requests: Object.entries(paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, operation]) =>
        requestOf(`/${name}${path}`, method.toUpperCase(), operation),
      ),
    ),
  };
}

/** Returns a request for each operation of a folder, with null for required variables. */
export function requestsOfGraph(folder: string): RequestGroup {
  const requests = readdirSync(folder)
    .sort()
    .map((file): CollectedRequest => {
      const operation = parse(readFileSync(join(folder, file), 'utf8'))
        .definitions[0] as OperationDefinitionNode;
      const { description, ...plain } = operation;
      const required = (operation.variableDefinitions ?? []).filter(
        ({ type }) => type.kind === Kind.NON_NULL_TYPE,
      );
      return {
        name: operation.name!.value,
        description: description?.value ?? '',
        method: 'POST',
        path: '/graphql',
        parameters: [],
        graphql: {
          query: print(plain as OperationDefinitionNode),
          variables: Object.fromEntries(required.map(({ variable }) => [variable.name.value, null])),
        },
        statuses: [200, 400],
      };
    })
    // The response to a subscription does not end, which runners of collections wait for.
    .filter(({ graphql }) => !graphql!.query.startsWith('subscription'));
  return { name: 'GraphQL', description: 'The graph, at /graphql.', requests };
}

function requestOf(path: string, method: string, operation: Operation): CollectedRequest {
  const schema = operation.requestBody?.content['application/json']?.schema;
  return {
    name: operation.summary || operation.operationId,
    description: operation.description ?? '',
    method,
    path,
    parameters: operation.parameters
      .filter((each) => each.in === 'path' || each.in === 'query')
      .map(({ name, in: place, required, description = '', schema: own }) => ({
        name,
        in: place as 'path' | 'query',
        isRequired: required,
        description,
        value: String(sampleOf(own)),
      })),
    ...(schema ? { body: sampleOf(schema) } : {}),
    statuses: Object.keys(operation.responses).map(Number),
  };
}

/** Returns a value that a schema accepts; of an object, its required members. */
function sampleOf(schema: Schema): unknown {
  if (schema.default !== undefined) return schema.default;
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return sampleOf(schema.anyOf[0]!);
  switch ([schema.type].flat()[0]) {
    case 'integer':
    case 'number':
      return schema.minimum ?? 1;
    case 'boolean':
      return true;
    case 'array':
      return schema.items ? [sampleOf(schema.items)] : [];
    case 'object':
      return Object.fromEntries(
        (schema.required ?? []).map((name) => [name, sampleOf(schema.properties?.[name] ?? {})]),
      );
    default:
      return textOf(schema.format);
  }
}

function textOf(format: string | undefined): string {
  if (format === 'date') return '2026-05-04';
  if (format === 'date-time') return '2026-05-04T09:00:00Z';
  return format === 'uri' ? 'https://example.org/' : 'example';
}
