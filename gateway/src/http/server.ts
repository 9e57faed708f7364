import { randomUUID } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import cors from '@fastify/cors';
import { type Config, type Logger, type Metrics, redactUrl } from '@tributary/kit';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { answerUndecodable, answerUnreadable, type UnreadableAnswer } from './unreadable.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** The door that answers, for the metrics. */
    door?: string;
    /** What is asked of it. */
    operation?: string;
  }
}

/** What the server is made with. */
export interface ServerOptions {
  readonly config: Config;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Where a request really goes, from its Host and URL; see the REST engine's addressing. */
  readonly router: {
    /** What must be known before; null where nothing must. */
    prepare(request: IncomingMessage): Promise<void> | null;
    rewrite(host: string | undefined, url: string, request?: IncomingMessage): string;
  };
  /** The answer to a request that cannot even be read, for the door that its URL names. */
  readonly unreadable: UnreadableAnswer;
}

/** Largest request body, in bytes. */
const BODY_LIMIT = 1024 * 1024;
/** Longest that a request may take to arrive, in milliseconds. */
const ARRIVAL = 30_000;
/** How long a connection may wait for its next request, in milliseconds. */
const KEEP_ALIVE = 72_000;
/** A request id of the caller's that we take over. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The HTTP server, without any door yet: ids, logs, metrics, CORS, bounds, and RFC 9457 for what no door answers. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { config, log, router } = options;
  const app = Fastify({
    loggerInstance: log as never,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: BODY_LIMIT,
    trustProxy: config.TRUST_PROXY === 'true',
    forceCloseConnections: 'idle',
    genReqId: (request) => {
      const sent = request.headers['x-request-id'];
      return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    },
    rewriteUrl: (request) => router.rewrite(request.headers.host, request.url ?? '/', request as never),
    serverFactory: (handler) => listening(handler, router.prepare, log),
    clientErrorHandler: (error, socket) =>
      answerUnreadable(error, socket as never, router.rewrite, options.unreadable),
    frameworkErrors: (_, request, reply) =>
      answerUndecodable(request as never, reply as never, options.unreadable),
  }) as unknown as FastifyInstance;
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id);
  });
  observe(app, options);
  await app.register(cors, corsOptions(config));
  app.setNotFoundHandler((request, reply) =>
    reply
      .code(404)
      .type('application/problem+json')
      .send(problem(404, 'Not Found', request)),
  );
  app.setErrorHandler((error, request, reply) => {
    const status = (error as { statusCode?: number }).statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, 'a request has failed');
    const title = status >= 500 ? 'Internal Server Error' : (error as Error).message;
    return reply
      .code(status)
      .type('application/problem+json')
      .send(problem(status, title, request));
  });
  return app;
}

/**
 * Node's server. Fastify rewrites addresses at once, so what it takes time to find out is found out before. Where that
 * fails the request goes on without: what is behind the address fails as well, and answers in its own words.
 */
function listening(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  prepare: ServerOptions['router']['prepare'],
  log: Logger,
): Server {
  const server = createHttpServer((request, response) => {
    const prepared = prepare(request);
    if (!prepared) return handler(request, response);
    prepared
      .catch((error) => log.warn({ err: error }, 'a request was not prepared'))
      .finally(() => handler(request, response));
  });
  server.requestTimeout = ARRIVAL;
  server.keepAliveTimeout = KEEP_ALIVE;
  return server;
}

function observe(app: FastifyInstance, { metrics, log }: ServerOptions): void {
  app.addHook('onResponse', async (request, reply) => {
    const { door = 'none', operation = 'none' } = request.routeOptions.config;
    const status = reply.statusCode;
    const seconds = reply.elapsedTime / 1_000;
    metrics.requests.observe({ door, operation, status }, seconds);
    log.info(
      { requestId: request.id, method: request.method, url: redactUrl(request.originalUrl), status, seconds },
      'request',
    );
  });
}

function corsOptions({ CORS_ORIGINS }: Config) {
  const origins = CORS_ORIGINS.split(',').map((origin) => origin.trim());
  return {
    origin: origins.includes('*') ? '*' : origins,
    methods: ['GET', 'HEAD', 'POST', 'PATCH', 'DELETE', 'OPTIONS'],
    exposedHeaders: [
      'X-Request-Id',
      'X-RateLimit-Limit',
      'X-RateLimit-Remaining',
      'X-RateLimit-Reset',
      'Retry-After',
    ],
    maxAge: 86_400,
    // An OPTIONS that is no preflight is answered like one, and not by a plain-text error.
    strictPreflight: false,
  };
}

function problem(status: number, title: string, request: FastifyRequest) {
  return { type: 'about:blank', title, status, instance: `urn:request:${request.id}` };
}
