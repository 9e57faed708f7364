import { type Logger, TributaryError } from '@tributary/kit';
import { abortedWith } from '@tributary/kit/http-server';
import { decodeUtf8, queryFault } from '@tributary/kit/text';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentNode } from 'graphql';
import { deliveryWatch, type Graph } from '../../graph/index.ts';
import { admitTo, errorOf } from './admit-request.ts';
import { type Dialect, type RestServices, type Route, TextReply } from './dialect.ts';
import { runOnce } from './idempotency.ts';
import { invalid, readBody, readPath, readQuery, registerFormats } from './input.ts';
import { Problem, problemOf, STATUS } from './problem.ts';
import { pathPattern } from './routing/addressing.ts';

/**
 * Serves a dialect under its mount prefix. Throws if one of its operations is invalid against the
 * supergraph.
 */
export async function registerDialect(
  app: FastifyInstance,
  dialect: Dialect,
  services: RestServices,
): Promise<void> {
  registerFormats();
  await app.register(
    async (mounted) => {
      mounted.addHook('onRequest', (request, _reply, done) => {
        request.rest = { principal: null, budget: null };
        // Reject unknown routes before parsing the body; otherwise a 404 would surface as 400 or
        // 413.
        done(request.is404 ? unknownRoute(dialect, request) : undefined);
      });
      mounted.addHook('onSend', (request, reply, payload, done) => {
        if (request.rest?.budget) reply.headers(dialect.headers(request.rest.budget));
        done(null, payload);
      });
      mounted.setErrorHandler((error, request, reply) => fail(dialect, error, request, reply));
      // The handler makes unknown paths below the prefix reach the hook above, which replies to
      // them.
      mounted.setNotFoundHandler(async () => {});
      // Fastify also parses text/plain, which no dialect documents.
      mounted.removeContentTypeParser('text/plain');
      for (const type of new Set(dialect.routes.flatMap(({ text }) => text ?? [])))
        mounted.addContentTypeParser(type, { parseAs: 'buffer' }, async (_: unknown, body: Buffer) =>
          readText(body),
        );
      for (const route of dialect.routes) registerRoute(mounted, dialect, route, services);
    },
    { prefix: `/${dialect.name}` },
  );
}

function registerRoute(app: FastifyInstance, dialect: Dialect, route: Route, services: RestServices): void {
  const document = operationOf(dialect, route, services.graph);
  const watchDelivery = deliveryWatch(services.graph);
  app.route({
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, ':$1'),
    config: { endpoint: dialect.name, operation: route.operationId },
    onRequest: admitTo(dialect, route, services.admission),
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    handler: async (request, reply) => {
      const input = readInput(route, request);
      route.check?.(input);
      const accepts = (type: string) => (request.headers.accept ?? '').toLowerCase().includes(type);
      const response = await runOnce(dialect, route, request, services, async (attempt) => {
        const { data, errors } = await services.graph.execute({
          document,
          variables: route.variables(input),
          principal: request.rest.principal,
          requestId: request.id,
          delivery: watchDelivery(reply.raw, request.rest.principal, request.log as Logger),
          ...(attempt ?? { signal: abortedWith(reply.raw) }),
        });
        if (errors?.[0]) throw withParameter(route, errorOf(errors[0]));
        const body = route.reply(data, { input, accepts, now: new Date(services.clock()) });
        return { status: statusOf(route, data, body), body };
      });
      const { body } = response;
      if (body instanceof TextReply) return reply.type(`${body.type}; charset=utf-8`).send(body.text);
      return reply
        .code(response.status)
        .headers(response.headers ?? {})
        .send(body);
    },
  });
}

function readText(body: Buffer): string {
  const text = decodeUtf8(body);
  if (text === null) throw new Problem('MALFORMED_BODY', 'The request body is not valid UTF-8.');
  return text;
}

function readInput(route: Route, request: FastifyRequest) {
  const fault = queryFault(request.url);
  if (fault) throw invalid(fault.parameter, fault.expected);
  const params = readPath(request.params as Record<string, string>);
  const query = readQuery(route.query, request.query as Record<string, unknown>);
  const text = textOf(route, request);
  const body = text === null ? route.body && readBody(route.body, request.body) : undefined;
  return { ...query, params, body, text };
}

/**
 * Returns the body as text if it has the route's text type. Other routes of the dialect do not
 * accept that type.
 */
function textOf(route: Route, request: FastifyRequest): string | null {
  if (typeof request.body !== 'string') return null;
  const type = (request.headers['content-type'] ?? '').split(';', 1)[0]!.trim().toLowerCase();
  if (type === 'application/json') return null;
  if (type === route.text) return request.body;
  throw new Problem(
    'UNSUPPORTED_MEDIA_TYPE',
    'The request body must be JSON (Content-Type: application/json).',
  );
}

/** Renames the argument in an INVALID_INPUT error to the parameter that the caller sent. */
function withParameter(route: Route, error: Error): Error {
  const argument =
    error instanceof TributaryError && error.code === 'INVALID_INPUT' && error.details['field'];
  if (!route.placeOf || typeof argument !== 'string') return error;
  const parameter = route.placeOf(argument);
  const message = error.message.replaceAll(`\`${argument}\``, `\`${parameter.split('.').at(-1)}\``);
  return new Problem('INVALID_PARAMETER', message, {
    details: { parameter, errors: { [parameter]: message } },
  });
}

function statusOf({ status }: Route, data: unknown, body: object | null): number {
  if (body === null) return 204;
  return typeof status === 'function' ? status(data) : (status ?? 200);
}

/** Validates and plans the route's operation, so that a mistake fails at start-up. */
function operationOf(dialect: Dialect, route: Route, graph: Graph): DocumentNode {
  try {
    return graph.prepare(route.operation);
  } catch (cause) {
    const { message } = cause as Error;
    throw new Error(`${dialect.name} ${route.method} ${route.path}: ${message}`, { cause });
  }
}

function unknownRoute(dialect: Dialect, request: FastifyRequest): Problem {
  const path = request.url.split('?', 1)[0]!.slice(dialect.name.length + 1);
  const allowed = dialect.routes.filter((route) => pathPattern(route).test(path)).map(({ method }) => method);
  if (allowed.length === 0) return new Problem('UNKNOWN_ROUTE', 'No such endpoint.');
  const methods = [...new Set([...allowed, ...(allowed.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].join(
    ', ',
  );
  return new Problem('METHOD_NOT_ALLOWED', `${request.method} is not allowed. Allowed methods: ${methods}.`, {
    headers: { allow: methods },
  });
}

function fail(dialect: Dialect, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (STATUS[problem.code] >= 500 && problem.code !== 'OVERLOADED' && !isExpected(error))
    request.log.error({ err: error }, 'request failed');
  const { status, body } = dialect.fail(problem, request.rest?.budget ?? null);
  return reply.code(status).headers(problem.headers).send(body);
}

/**
 * Returns whether an error was thrown deliberately for the caller; its cause has been logged where
 * it was thrown.
 */
function isExpected(error: unknown): boolean {
  return error instanceof Problem || error instanceof TributaryError;
}
