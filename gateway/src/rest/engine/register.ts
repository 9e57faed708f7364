import { abortedWith, type Metrics } from '@tributary/kit';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, parse, validate } from 'graphql';
import type { Authenticator } from '../../access/index.ts';
import type { Graph } from '../../graph/index.ts';
import type { AddressLimiter, Limits } from '../../limits/index.ts';
import { pathPattern } from './addressing.ts';
import type { Dialect, Route } from './dialect.ts';
import { readQuery } from './input.ts';
import { checks, errorOf } from './pipeline.ts';
import { Problem, problemOf } from './problem.ts';

/** What the REST doors work with; handed down by the composition root. */
export interface RestServices {
  readonly graph: Graph;
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly addresses: AddressLimiter;
  readonly metrics: Metrics;
}

/** Serves a dialect below its mount prefix; fails when one of its operations does not fit the supergraph. */
export async function registerDialect(
  app: FastifyInstance,
  dialect: Dialect,
  services: RestServices,
): Promise<void> {
  await app.register(
    async (mounted) => {
      mounted.addHook('onRequest', async (request) => {
        request.rest = { principal: null, budget: null };
      });
      mounted.addHook('onSend', async (request, reply) => {
        if (request.rest?.budget) reply.headers(dialect.headers(request.rest.budget));
      });
      mounted.setErrorHandler((error, request, reply) => fail(dialect, error, request, reply));
      mounted.setNotFoundHandler((request, reply) =>
        fail(dialect, unknownRoute(dialect, request), request, reply),
      );
      for (const route of dialect.routes) registerRoute(mounted, dialect, route, services);
    },
    { prefix: `/${dialect.name}` },
  );
}

function registerRoute(app: FastifyInstance, dialect: Dialect, route: Route, services: RestServices): void {
  const document = operationOf(dialect, route, services.graph);
  app.route({
    method: route.method,
    url: route.path.replace(/\{(\w+)\}/g, ':$1'),
    config: { door: dialect.name, operation: route.operationId },
    onRequest: checks(dialect, route, services),
    handler: async (request, reply) => {
      const input = readQuery(route.query, request.query as Record<string, unknown>);
      route.check?.(input);
      const { data, errors } = await services.graph.execute({
        document,
        variables: route.variables(input),
        principal: request.rest.principal,
        requestId: request.id,
        signal: abortedWith(reply.raw),
      });
      if (errors?.[0]) throw errorOf(errors[0]);
      return route.reply(data, { input });
    },
  });
}

/** Parsed once, and checked against the graph: a route that asks for what is not there never starts. */
function operationOf(dialect: Dialect, route: Route, graph: Graph): DocumentNode {
  const document = parse(route.operation, { noLocation: true });
  const [error] = validate(graph.schema, document);
  if (error) throw new Error(`${dialect.name} ${route.method} ${route.path}: ${error.message}`);
  return document;
}

function unknownRoute(dialect: Dialect, request: FastifyRequest): Problem {
  const path = request.url.split('?', 1)[0]!.slice(dialect.name.length + 1);
  const allowed = dialect.routes.filter((route) => pathPattern(route).test(path)).map(({ method }) => method);
  if (allowed.length === 0) return new Problem('UNKNOWN_ROUTE', 'There is nothing at this address.');
  const methods = [...new Set([...allowed, ...(allowed.includes('GET') ? ['HEAD'] : []), 'OPTIONS'])].join(
    ', ',
  );
  return new Problem('METHOD_NOT_ALLOWED', `${request.method} is not possible here; there is ${methods}.`, {
    headers: { allow: methods },
  });
}

function fail(dialect: Dialect, error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const problem = problemOf(error);
  if (problem.code === 'INTERNAL' && !(error instanceof Problem))
    request.log.error({ err: error }, 'a request has failed');
  const { status, body } = dialect.fail(problem, request.rest?.budget ?? null);
  return reply.code(status).headers(problem.headers).send(body);
}
