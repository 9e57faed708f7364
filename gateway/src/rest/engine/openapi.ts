import type { TSchema } from 'typebox';
import type { Dialect, Route } from './dialect.ts';

const SECURITY = {
  'x-api-key': { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  bearer: { type: 'http', scheme: 'bearer' },
  api_key: { type: 'apiKey', in: 'query', name: 'api_key' },
} as const;

const HEADERS = {
  'X-Request-Id': { description: 'Identifies the request in the log.', schema: { type: 'string' } },
  'X-RateLimit-Limit': { description: 'Requests in the window.', schema: { type: 'integer' } },
  'X-RateLimit-Remaining': { description: 'Requests left in the window.', schema: { type: 'integer' } },
  'X-RateLimit-Reset': { description: 'When the window ends.', schema: { type: 'string' } },
};

/** The OpenAPI 3.1 document of a dialect, made from the same values that answer its requests. */
export function openApiOf(dialect: Dialect): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of dialect.routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = operation(route);
  }
  return {
    openapi: '3.1.0',
    info: { title: dialect.title, version: '1.0.0', description: dialect.description },
    servers: [{ url: '/' }, { url: `/${dialect.name}` }],
    security: dialect.credentials.map((place) => ({ [place]: [] })),
    paths,
    components: {
      securitySchemes: Object.fromEntries(dialect.credentials.map((place) => [place, SECURITY[place]])),
      schemas: { Error: dialect.errorSchema },
      headers: HEADERS,
    },
  };
}

function operation(route: Route): object {
  const headers = Object.fromEntries(
    Object.keys(HEADERS).map((name) => [name, { $ref: `#/components/headers/${name}` }]),
  );
  const answer = { schema: route.response.schema, example: route.response.example };
  const responses: Record<string, object> = {
    [typeof route.status === 'number' ? route.status : 200]: {
      description: 'Success',
      headers,
      content: { 'application/json': answer },
    },
  };
  for (const [status, codes] of Object.entries(route.errors)) {
    const schema = { $ref: '#/components/schemas/Error' };
    responses[status] = {
      description: codes.join(', '),
      headers,
      content: { 'application/json': { schema } },
    };
  }
  return {
    operationId: route.operationId,
    summary: route.summary,
    description: route.description,
    parameters: parameters(route),
    ...(route.body
      ? { requestBody: { required: true, content: { 'application/json': { schema: route.body } } } }
      : {}),
    responses,
  };
}

function parameters({ path, query }: Route): object[] {
  const required = new Set(query.required as readonly string[] | undefined);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query.properties as Record<string, TSchema>).map(([name, schema]) => {
    const { description, clamp, ...rest } = schema as TSchema & { description?: string; clamp?: boolean };
    // A clamped maximum is no bound on what may be sent.
    const { maximum, ...open } = rest as { maximum?: number };
    return { name, in: 'query', required: required.has(name), description, schema: clamp ? open : rest };
  });
  return [...inPath, ...inQuery];
}
