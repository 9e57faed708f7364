import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
  STATUS_CODES,
} from 'node:http';
import cors, { type FastifyCorsOptions } from '@fastify/cors';
import type { Logger } from '@tributary/kit';
import { type Metrics, redactUrl } from '@tributary/kit/host';
import { endUnusedConnections } from '@tributary/kit/http-server';
import { isOutage, OUTAGE } from '@tributary/kit/postgres';
import { type Tracer, traceRequests } from '@tributary/kit/telemetry';
import Fastify, {
  type FastifyInstance,
  type FastifyReply,
  type FastifyRequest,
  LogController,
} from 'fastify';
import { type CorsRules, corsOf, type GatewayConfig } from '../config/index.ts';
import { compressResponses } from './compression.ts';
import { corsOptions } from './cors-options.ts';
import { shedLoad } from './load-shedding.ts';
import { type Routes, recordRoutes } from './recorded-routes.ts';
import { parseBodies } from './request/json-body.ts';
import {
  type MalformedResponse,
  rejectHead,
  rejectMalformed,
  rejectUndecodable,
} from './request/malformed-request.ts';
import { normaliseHead } from './request/request-head.ts';
import { createUploadRates, type UploadRates } from './request/upload-rate.ts';
import { addSecurityHeaders } from './security-headers.ts';
import { sendProblem } from './send-problem.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Endpoint of the route, as the metrics name it. */
    endpoint?: string;
    /** Operation of the endpoint. */
    operation?: string;
  }
  interface FastifyRequest {
    /** Configuration of the matched route; `routeOptions` loses it in `callNotFound`. */
    matchedConfig?: FastifyContextConfig;
    /** Whether no route matched, as opposed to a route that found nothing. */
    isUnmatched?: boolean;
  }
}

/** Dependencies of the server. */
export interface ServerOptions {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly metrics: Metrics;
  /** Rewrites URLs by Host header and credential; see the REST engine's addressing. */
  readonly router: {
    /** Prepares an ambiguous request; null if it needs no preparation. */
    prepare(request: IncomingMessage): Promise<void> | null;
    rewrite(host: string | undefined, url: string, request?: IncomingMessage): string;
  };
  /** Builds the response to a malformed request for the endpoint that its URL belongs to. */
  readonly malformed: MalformedResponse;
  /**
   * Responds to a request below none of the prefixes of the APIs, such as one for a page of the
   * console; returns false to leave it unhandled.
   */
  readonly showPage?: (request: FastifyRequest, reply: FastifyReply) => Promise<boolean>;
  readonly newId: () => string;
  /** Which web pages may call the server; those of CORS_ORIGINS if not given. */
  readonly cors?: (() => CorsRules) | undefined;
  /** Traces requests; none are traced without it. */
  readonly tracer?: Tracer | null | undefined;
}

/** How often Node checks connections for timeouts, in milliseconds. */
const CHECK_INTERVAL = 1_000;
/** Status of a request that is refused under load or during an outage. */
const UNAVAILABLE = 503;
/** Matches a caller's request id that can be adopted. */
const REQUEST_ID = /^[\w.-]{1,64}$/;

/**
 * Creates the HTTP server without endpoints: request ids, logs, metrics, CORS, limits, and RFC 9457
 * responses to requests that no endpoint handles.
 */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const { config, log, newId, router, tracer } = options;
  const uploadRates = createUploadRates(config);
  const app = Fastify({
    loggerInstance: log as never,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: config.HTTP_MAX_BODY_BYTES,
    // Trusts one proxy: the client controls the earlier entries.
    trustProxy: config.TRUST_PROXY === 'true' ? (_address, hop) => hop === 0 : false,
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
    genReqId: (request) => {
      const sent = request.headers['x-request-id'];
      return typeof sent === 'string' && REQUEST_ID.test(sent) ? sent : newId();
    },
    rewriteUrl: (request) => router.rewrite(request.headers.host, request.url ?? '/', request as never),
    serverFactory: (handler) => createNodeServer(handler, options),
    clientErrorHandler: (error, socket) =>
      rejectMalformed(error, socket as never, { ...options, rewrite: router.rewrite, uploadRates }),
    frameworkErrors: (_, request, reply) => rejectUndecodable(request as never, reply as never, options),
  }) as unknown as FastifyInstance;
  endUnusedConnections(app);
  const routes = recordRoutes(app);
  if (tracer) traceRequests(app, tracer);
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-request-id', request.id);
    done();
  });
  addSecurityHeaders(app);
  observe(app, options);
  compressResponses(app);
  allowUploads(app, config, uploadRates);
  parseBodies(app);
  await app.register(cors, corsPlugin(options));
  await shedLoad(app, config);
  answerUnhandled(app, routes, options);
  return app;
}

/** Returns the options of the plugin, which asks for rules that may change at each request. */
function corsPlugin({ config, cors: rules }: ServerOptions): FastifyCorsOptions {
  if (!rules) return corsOptions(corsOf(config));
  return { delegator: async () => corsOptions(rules()) };
}

/** Answers requests that no endpoint handles, and errors that none catches. */
function answerUnhandled(
  app: FastifyInstance,
  { methodsAt, ownsPrefixOf }: Routes,
  { showPage }: ServerOptions,
): void {
  app.setNotFoundHandler(async (request, reply) => {
    const isOthers = request.isUnmatched && !ownsPrefixOf(request.url);
    if (isOthers && showPage && (await showPage(request, reply))) return reply;
    const allowed = methodsAt(request.url);
    const isWrong = allowed.length > 0 && !allowed.includes(request.method);
    if (isWrong) reply.header('allow', allowed.join(', '));
    const status = isWrong ? 405 : 404;
    return sendProblem(reply, status, STATUS_CODES[status]!);
  });
  app.setErrorHandler((error, request, reply) => {
    const outage = isOutage(error);
    const { statusCode = 500, message } = error as { statusCode?: number; message: string };
    const status = outage ? UNAVAILABLE : statusCode;
    if (outage) reply.header('retry-after', '1');
    const unexpected = status >= 500 && status !== UNAVAILABLE;
    if (unexpected || outage) request.log.error({ err: error }, 'request failed');
    const title = outage ? OUTAGE : unexpected ? 'Internal Server Error' : message;
    return sendProblem(reply, status, title);
  });
}

/**
 * Creates Node's server. Fastify rewrites URLs synchronously, so ambiguous requests are prepared
 * first. If that fails, the request continues and fails in its endpoint, which reports the error in
 * its own envelope.
 */
function createNodeServer(
  handler: (request: IncomingMessage, response: ServerResponse) => void,
  options: ServerOptions,
): Server {
  const { config, log, malformed, newId, router } = options;
  const limits = {
    headersTimeout: config.HTTP_HEADERS_TIMEOUT_MS,
    requestTimeout: Math.max(config.HTTP_REQUEST_TIMEOUT_MS, config.HTTP_HEADERS_TIMEOUT_MS),
    connectionsCheckingInterval: CHECK_INTERVAL,
    keepAliveTimeout: config.HTTP_KEEP_ALIVE_MS,
    maxHeaderSize: config.HTTP_MAX_HEADER_BYTES,
    // Any other upgrade is ignored: Java's client offers HTTP/2 in every request.
    shouldUpgradeCallback: ({ headers }: IncomingMessage) => /^websocket$/i.test(headers.upgrade ?? ''),
  };
  const server = createHttpServer(limits, (request, response) => {
    const refusal = normaliseHead(request);
    if (refusal) return rejectHead(request, response, refusal, { rewrite: router.rewrite, malformed, newId });
    const prepared = router.prepare(request);
    if (!prepared) return handler(request, response);
    prepared
      .catch((error) => log.warn({ err: error }, 'cannot choose the dialect of a request'))
      .finally(() => handler(request, response));
  });
  server.timeout = config.HTTP_IDLE_TIMEOUT_MS;
  return server;
}

/**
 * Lets the bodies of upload routes, those with a raised limit, arrive slowly once the request is
 * admitted.
 */
function allowUploads(app: FastifyInstance, config: GatewayConfig, uploadRates: UploadRates): void {
  app.addHook('preParsing', (request, _reply, payload, done) => {
    if (request.routeOptions.bodyLimit > config.HTTP_MAX_BODY_BYTES) uploadRates.allow(request.raw);
    done(null, payload);
  });
}

function observe(app: FastifyInstance, { metrics, log }: ServerOptions): void {
  app.addHook('onRequest', (request, _reply, done) => {
    request.matchedConfig = request.routeOptions.config;
    request.isUnmatched = request.is404;
    done();
  });
  app.addHook('onResponse', (request, reply, done) => {
    const { endpoint = 'none', operation = 'none' } = request.matchedConfig ?? {};
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
