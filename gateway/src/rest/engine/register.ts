import { type Logger, TributaryError } from '@tributary/kit';
import { abortedWith } from '@tributary/kit/host';
import { decodeUtf8, queryFault } from '@tributary/kit/text';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { DocumentNode } from 'graphql';
import type { Admission } from '../../admission/index.ts';
import { deliveryWatch, type Graph } from '../../graph/index.ts';
import type { Answers } from '../../limits/index.ts';
import { pathPattern } from './addressing.ts';
import { type Dialect, type Route, TextReply } from './dialect.ts';
import { once } from './idempotency.ts';
import { invalid, readBody, readPath, readQuery, registerFormats } from './input.ts';
import { admitTo, errorOf } from './pipeline.ts';
import { Problem, problemOf, STATUS } from './problem.ts';

/** What the REST doors work with; handed down by the composition root. */
export interface RestServices {
  readonly graph: Graph;
  readonly admission: Admission;
  readonly answers: Answers;
}

/** Serves a dialect below its mount prefix; fails when one of its operations does not fit the supergraph. */
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
        // Before a body is read: none makes an address where nothing is a 400 or a 413.
        done(request.is404 ? unknownRoute(dialect, request) : undefined);
      });
      mounted.addHook('onSend', (request, reply, payload, done) => {
        if (request.rest?.budget) reply.headers(dialect.headers(request.rest.budget));
        done(null, payload);
      });
      mounted.setErrorHandler((error, request, reply) => fail(dialect, error, request, reply));
      // What is not found below the mount belongs to it, and so to the hook above, which answers.
      mounted.setNotFoundHandler(async () => {});
      // Fastify reads text/plain too, which no dialect documents.
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
    config: { door: dialect.name, operation: route.operationId },
    onRequest: admitTo(dialect, route, services.admission),
    ...(route.bodyLimit === undefined ? {} : { bodyLimit: route.bodyLimit }),
    handler: async (request, reply) => {
      const input = readInput(route, request);
      route.check?.(input);
      const accepts = (type: string) => (request.headers.accept ?? '').toLowerCase().includes(type);
      const answer = await once(dialect, route, request, services, async (tried) => {
        const { data, errors } = await services.graph.execute({
          document,
          variables: route.variables(input),
          principal: request.rest.principal,
          requestId: request.id,
          delivery: watchDelivery(reply.raw, request.rest.principal, request.log as Logger),
          ...(tried ?? { signal: abortedWith(reply.raw) }),
        });
        if (errors?.[0]) throw placed(route, errorOf(errors[0]));
        const body = route.reply(data, { input, accepts });
        return { status: statusOf(route, data, body), body };
      });
      const { body } = answer;
      if (body instanceof TextReply) return reply.type(`${body.type}; charset=utf-8`).send(body.text);
      return reply
        .code(answer.status)
        .headers(answer.headers ?? {})
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

/** The body as text, where it is of the route's text type; another route of the dialect may have no such body. */
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

/** What the graph refused, by its name in the request. */
function placed(route: Route, error: Error): Error {
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

/** Planned once, and checked against the graph: a route that asks for what is not there never starts. */
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
  if (allowed.length === 0) return new Problem('UNKNOWN_ROUTE', 'There is nothing at this address.');
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
    request.log.error({ err: error }, 'a request has failed');
  const { status, body } = dialect.fail(problem, request.rest?.budget ?? null);
  return reply.code(status).headers(problem.headers).send(body);
}

/** Whether an error was thrown for the caller to see, and so has been logged where that is due. */
function isExpected(error: unknown): boolean {
  return error instanceof Problem || error instanceof TributaryError;
}
