import type { TSchema } from 'typebox';
import type { Budget } from '../../admission/index.ts';
import type { Dialect, Route } from './dialect.ts';
import { MESSAGES, Problem, type ProblemCode } from './problem.ts';

/** Security schemes by name. */
type Security = Readonly<Record<string, object>>;

const SECURITY: Security = {
  'x-api-key': { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  bearer: { type: 'http', scheme: 'bearer' },
  api_key: { type: 'apiKey', in: 'query', name: 'api_key' },
};

const JSON_TYPE = 'application/json';
const FORM_TYPE = 'application/x-www-form-urlencoded';

const REQUEST_ID = 'X-Request-Id';
const HEADERS: Readonly<Record<string, { description: string; schema: object }>> = {
  [REQUEST_ID]: { description: 'Identifies the request in the log.', schema: { type: 'string' } },
  'X-RateLimit-Limit': { description: 'Requests allowed in the window.', schema: { type: 'integer' } },
  'X-RateLimit-Remaining': { description: 'Requests left in the window.', schema: { type: 'integer' } },
  'X-RateLimit-Reset': { description: 'End of the window, in Unix seconds.', schema: { type: 'integer' } },
  'Retry-After': { description: 'Seconds after which a request may succeed.', schema: { type: 'integer' } },
};
const RESET_TIME = {
  description: 'End of the window.',
  schema: { type: 'string', format: 'date-time' },
};

/** A sample budget, to find out which headers a dialect sends. */
const BUDGET = { limit: 1, used: 0, remaining: 1, resetsAt: new Date(0) } as Budget;

const IDEMPOTENCY_KEY = {
  name: 'Idempotency-Key',
  in: 'header',
  required: false,
  description:
    'For 24 hours, requests with the same key and body are executed once and receive the same response.',
  schema: { type: 'string', minLength: 1, maxLength: 255, pattern: '^[!-~]+$' },
};

/**
 * Builds the OpenAPI 3.1 document of a dialect from the values that also serve its requests.
 * `security` replaces the dialect's own security schemes.
 */
export function openApiOf(dialect: Dialect, security: Security = securityOf(dialect)): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of dialect.routes) {
    paths[route.path] ??= {};
    paths[route.path]![route.method.toLowerCase()] = operation(dialect, route, Object.keys(security));
  }
  return {
    openapi: '3.1.0',
    info: { title: dialect.title, version: '1.0.0', description: dialect.description },
    servers: [{ url: '/' }, { url: `/${dialect.name}` }],
    security: Object.keys(security).map((name) => ({ [name]: [] })),
    tags: [...new Set(dialect.routes.map(tagOf))].sort().map((name) => ({ name })),
    paths,
    components: {
      securitySchemes: security,
      schemas: { Error: dialect.errorSchema, ...dialect.schemas },
      headers: headersOf(dialect),
    },
  };
}

function securityOf({ credentials }: Dialect): Security {
  return Object.fromEntries(credentials.map((place) => [place, SECURITY[place]!]));
}

function headersOf(dialect: Dialect): Record<string, object> {
  const sent = dialect.headers(BUDGET);
  const reset = sent['x-ratelimit-reset'];
  const known = Object.entries(HEADERS).filter(
    ([name]) => !name.startsWith('X-RateLimit') || name.toLowerCase() in sent,
  );
  const headers = Object.fromEntries(known);
  return reset?.includes('T') ? { ...headers, 'X-RateLimit-Reset': RESET_TIME } : headers;
}

function operation(dialect: Dialect, route: Route, security: readonly string[]): object {
  return {
    operationId: route.operationId,
    tags: [tagOf(route)],
    summary: route.summary,
    description: route.description,
    // The list of a scheme holds the scopes that the credential needs.
    security: security.map((name) => ({ [name]: [route.scope] })),
    parameters: parameters(dialect, route),
    ...(route.body ? { requestBody: requestBody(route, route.body) } : {}),
    responses: { ...successes(dialect, route), ...failures(dialect, route) },
  };
}

/** Returns the group of an operation: the first part of its path, without version and prefix. */
function tagOf({ path }: Route): string {
  return path.replace(/^\/(?:v\d+\/|api[-/])/, '').split('/')[0]!;
}

function requestBody({ text }: Route, body: TSchema & { properties?: object }): object {
  const asText = text === FORM_TYPE ? body : { type: 'string' };
  return {
    // A body without members may be omitted.
    required: Object.keys(body.properties ?? {}).length > 0,
    content: { [JSON_TYPE]: { schema: body }, ...(text ? { [text]: { schema: asText } } : {}) },
  };
}

function successes(dialect: Dialect, { status = 200, statuses, response }: Route): Record<string, object> {
  const headers = referTo(Object.keys(headersOf(dialect)).filter((name) => name !== 'Retry-After'));
  const content = {
    [JSON_TYPE]: {
      schema: withReferences(response.schema, dialect.schemas ?? {}),
      example: response.example,
    },
    ...(response.text ? { [response.text]: { schema: { type: 'string' } } } : {}),
  };
  const all = statuses ?? (typeof status === 'number' ? [status] : [200]);
  return Object.fromEntries(
    all.map((each) => [each, { description: 'Success', headers, ...(each === 204 ? {} : { content }) }]),
  );
}

/** Replaces named schemas with references to the components. */
function withReferences(schema: unknown, components: NonNullable<Dialect['schemas']>): unknown {
  const known = Object.entries(components).find(([, component]) => component === schema);
  if (known) return { $ref: `#/components/schemas/${known[0]}` };
  if (Array.isArray(schema)) return schema.map((each) => withReferences(each, components));
  if (typeof schema !== 'object' || schema === null) return schema;
  return Object.fromEntries(
    Object.entries(schema).map(([name, member]) => [name, withReferences(member, components)]),
  );
}

/** Returns the failures of the engine's own checks, and those that the route documents. */
function failures(dialect: Dialect, route: Route): Record<string, object> {
  const descriptions: Record<string, string> = {};
  for (const code of checkedFor(dialect, route)) {
    const { status } = dialect.fail(new Problem(code, ''), null);
    descriptions[status] ??= MESSAGES[code]!;
  }
  for (const [status, codes] of Object.entries(route.errors)) descriptions[status] = codes.join(', ');
  const schema = { $ref: '#/components/schemas/Error' };
  const names = Object.keys(headersOf(dialect));
  return Object.fromEntries(
    Object.entries(descriptions).map(([status, description]) => [
      status,
      {
        description,
        headers: referTo(
          names.filter((name) => name !== 'Retry-After' || status === '429' || status === '503'),
        ),
        content: { [JSON_TYPE]: { schema } },
      },
    ]),
  );
}

function checkedFor({ idempotency }: Dialect, route: Route): ProblemCode[] {
  const takesInput =
    Object.keys(route.query.properties).length > 0 || route.path.includes('{') || route.body !== undefined;
  return [
    'INVALID_KEY',
    'FORBIDDEN_SCOPE',
    'RATE_LIMITED',
    'INTERNAL',
    'UNAVAILABLE',
    'OVERLOADED',
    ...(route.policy ? (['PLAN_REQUIRED'] as const) : []),
    ...(takesInput ? (['INVALID_PARAMETER'] as const) : []),
    ...(route.body ? (['MALFORMED_BODY', 'UNSUPPORTED_MEDIA_TYPE', 'BODY_TOO_LARGE'] as const) : []),
    ...(idempotency && route.method === 'POST' ? (['CONFLICT'] as const) : []),
  ];
}

function referTo(names: readonly string[]): Record<string, object> {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}

function parameters({ idempotency }: Dialect, { method, path, query }: Route): object[] {
  const required = new Set(query.required as readonly string[] | undefined);
  const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    description: `The \`${name}\` of the object.`,
    schema: { type: 'string' },
  }));
  const inQuery = Object.entries(query.properties as Record<string, TSchema>).map(([name, schema]) => {
    const { description, clamp, ...rest } = schema as TSchema & { description?: string; clamp?: boolean };
    // A clamped maximum does not limit what may be sent.
    const { maximum, ...open } = rest as { maximum?: number };
    return { name, in: 'query', required: required.has(name), description, schema: clamp ? open : rest };
  });
  return [...inPath, ...inQuery, ...(idempotency && method === 'POST' ? [IDEMPOTENCY_KEY] : [])];
}
