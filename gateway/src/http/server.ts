import { randomUUID } from 'node:crypto';
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import cors from '@fastify/cors';
import type { Logger } from '@tributary/kit';
import { type Metrics, redactUrl } from '@tributary/kit/host';
import { isOutage, OUTAGE } from '@tributary/kit/postgres';
import Fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import type { GatewayConfig } from '../config/index.ts';
import { recordMethods } from './allowed-methods.ts';
import { compressAnswers } from './compression.ts';
import { shedLoad } from './load-shedding.ts';
import { readBodies } from './request/json-body.ts';
import {
  answerRefusedHead,
  answerUndecodable,
  answerUnreadable,
  type UnreadableAnswer,
} from './request/malformed-request.ts';
import { readHead } from './request/request-head.ts';
import { type Arrivals, createArrivals } from './request/upload-rate.ts';
import { protectAnswers } from './security-headers.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Endpoint of the route, as the metrics name it. */
    endpoint?: string;
    /** What is asked of it. */
    operation?: string;
  }
}

/** What the server is made with. */
export interface ServerOptions {
  readonly config: GatewayConfig;
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

/** How often Node looks for connections whose time is over, in milliseconds. */
const LOOK = 1_000;
/** Status of a request that is refused under load or during an outage. */
const UNAVAILABLE = 503;
/** A request id of the caller's that we take over. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/** The HTTP server, without any door yet: ids, logs, metrics, CORS, bounds, and RFC 9457 for what no door answers. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { config, log, router } = options;
  const arrivals = createArrivals(config);
  const app = Fastify({
    loggerInstance: log as never,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.HTTP_MAX_BODY_BYTES,
    // One proxy: the addresses that came before it were sent by the client.
    trustProxy: config.TRUST_PROXY === 'true' ? (_address, hop) => hop === 0 : false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
    genReqId: (request) => {
      const sent = request.headers['x-request-id'];
      return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : randomUUID();
    },
    rewriteUrl: (request) => router.rewrite(request.headers.host, request.url ?? '/', request as never),
    serverFactory: (handler) => listening(handler, options),
    clientErrorHandler: (error, socket) =>
      answerUnreadable(error, socket as never, { ...options, rewrite: router.rewrite, arrivals }),
    frameworkErrors: (_, request, reply) =>
      answerUndecodable(request as never, reply as never, options.unreadable),
  }) as unknown as FastifyInstance;
  const methodsAt = recordMethods(app);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  protectAnswers(app);
  observe(app, options);
  compressAnswers(app);
  allowUploads(app, config, arrivals);
  readBodies(app);
  await app.register(cors, corsOptions(config));
  await shedLoad(app, config);
  app.setNotFoundHandler((request, reply) => {
    const allowed = methodsAt(request.url);
    const isWrong = allowed.length > 0 && !allowed.includes(request.method);
    if (isWrong) reply.header('allow', allowed.join(', '));
    const status = isWrong ? 405 : 404;
    return reply
      .code(status)
      .type('application/problem+json')
      .send(problem(status, STATUS_CODES[status]!, request));
  });
  app.setErrorHandler((error, request, reply) => {
    const outage = isOutage(error);
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    const status = outage ? UNAVAILABLE : statusCode;
    if (outage) reply.header('retry-after', '1');
    const unexpected = status >= 500 && status !== UNAVAILABLE;
    if (unexpected || outage) request.log.error({ err: error }, 'a request has failed');
    const title = outage ? OUTAGE : unexpected ? 'Internal Server Error' : message;
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
  { config, router, log, unreadable }: ServerOptions,
): Server {
  const bounds = {
    headersTimeout: config.HTTP_HEADERS_TIMEOUT_MS,
    requestTimeout: Math.max(config.HTTP_REQUEST_TIMEOUT_MS, config.HTTP_HEADERS_TIMEOUT_MS),
    connectionsCheckingInterval: LOOK,
    keepAliveTimeout: config.HTTP_KEEP_ALIVE_MS,
    maxHeaderSize: config.HTTP_MAX_HEADER_BYTES,
  };
  const server = createHttpServer(bounds, (request, response) => {
    const refusal = readHead(request);
    if (refusal)
      return answerRefusedHead(request, response, refusal, { rewrite: router.rewrite, unreadable });
    const prepared = router.prepare(request);
    if (!prepared) return handler(request, response);
    prepared
      .catch((error) => log.warn({ err: error }, 'a request was not prepared'))
      .finally(() => handler(request, response));
  });
  server.timeout = config.HTTP_IDLE_TIMEOUT_MS;
  return server;
}

/** A route that takes more than a usual body takes files: those may arrive slowly, once their sender is admitted. */
function allowUploads(app: FastifyInstance, config: GatewayConfig, arrivals: Arrivals): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.routeOptions.bodyLimit > config.HTTP_MAX_BODY_BYTES) arrivals.allow(request.raw);
    done(null, payload);
  });
}

function observe(app: FastifyInstance, { metrics, log }: ServerOptions): void {
  app.addHook('onResponse', (request, reply, done) => {
    const { endpoint = 'none', operation = 'none' } = request.routeOptions.config;
    const status = reply.statusCode;
    const seconds = reply.elapsedTime / 1_000;
    metrics.requests.observe({ endpoint, operation, status }, seconds);
    if (log.isLevelEnabled('info')) {
      const url = redactUrl(request.originalUrl);
      log.info({ requestId: request.id, method: request.method, url, status, seconds }, 'request');
    }
    done();
  });
}

function corsOptions({ CORS_ORIGINS }: GatewayConfig) {
  const origins = CORS_ORIGINS.split(',').map((origin) => origin.trim());
  return {
    origin: origins.includes('*') ? '*' : origins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'],
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
