import type { IncomingHttpHeaders } from 'node:http';
import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Logger, Principal } from '@tributary/kit';
import { formatError, redactText } from '@tributary/kit/host';
import { abortedWith } from '@tributary/kit/http-server';
import { isOutage, OUTAGE } from '@tributary/kit/postgres';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Admission, SentCredential } from '../admission/index.ts';
import type { CorsRules, GatewayConfig } from '../config/index.ts';
import {
  deliveryWatch,
  type Graph,
  type GraphRequest,
  type LiveGraph,
  type WatchDelivery,
} from '../graph/index.ts';
import type { Tickets } from '../notifications/index.ts';
import type { OpenStreams } from '../streams/index.ts';
import type { UsageRecorder } from '../usage/index.ts';
import { admit } from './admit-operation.ts';
import { type OpenExchange, openExchanges } from './client-exchanges.ts';
import {
  acceptsDeferred,
  type DeferredResponse,
  jsonInsteadOfParts,
  sendDeferred,
} from './deferred/index.ts';
import { explainOperations, explanationFor, lastExplained } from './explain-operations.ts';
import { registerAssets, showGraphiql } from './graphiql/index.ts';
import { guardIntrospection } from './introspection.ts';
import { legacyStatus } from './legacy-status.ts';
import { refuseUnreadableAddresses } from './malformed-url.ts';
import { boundOperations, refuseLongDocuments } from './operation-limits.ts';
import { type Manifest, type PersistedDocuments, persistedDocuments } from './persisted-documents.ts';
import { executeSubgraphQueries } from './subgraph-queries.ts';
import { registerWebSocket, streamSubscriptions } from './subscriptions/index.ts';

export { GRAPHQL_RULES } from './admit-operation.ts';
export { checkSize } from './operation-limits.ts';
export { idOf, type Manifest, readManifest } from './persisted-documents.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** Principal of the GraphQL request; null if anonymous. */
    principal: Principal | null;
    /** Credential that it was sent with; null if anonymous. */
    credential: SentCredential | null;
  }
}

/**
 * Maximum number of cached parsed documents, and of their characters in total: a parsed document
 * takes some hundred bytes per character.
 */
const MOST_DOCUMENTS = 1_000;
const MOST_CHARACTERS = 2_000_000;

/** The context of an operation in Apollo Server. */
interface OperationContext extends Omit<GraphRequest, 'document' | 'variables'> {
  /** Headers of the request, which name the client. */
  readonly headers: IncomingHttpHeaders;
  /** Sends more after the response. */
  readonly defer: (deferred: DeferredResponse) => void;
}

/** Dependencies of the GraphQL endpoint. */
export interface GraphqlServices {
  readonly graph: LiveGraph;
  readonly config: GatewayConfig;
  readonly log: Logger;
  /** Without it, all requests are anonymous and uncounted. */
  readonly admission?: Admission | undefined;
  /** Redeems the tickets with which browsers subscribe. */
  readonly tickets?: Tickets | undefined;
  /** Subscriptions, and other streams, that are open in this process. */
  readonly streams: OpenStreams;
  /** WebSockets that are open in this process. */
  readonly connections: OpenStreams;
  readonly newId: () => string;
  /** Whether responses report the cost of the operation. */
  readonly reportsCost: boolean;
  /** Persisted documents known at start-up. */
  readonly persisted: Manifest;
  /** Records what clients execute; absent if nothing is recorded. */
  readonly usage?: UsageRecorder | undefined;
  /** Which pages may open WebSockets; those of CORS_ORIGINS if not given. */
  readonly cors?: (() => CorsRules) | undefined;
  /** Opens the exchange that the header rules of a router read; absent without rules. */
  readonly openExchange?: OpenExchange | undefined;
}

/**
 * Serves `/graphql`: GraphQL over HTTP by GET and POST, and GraphiQL for browsers. Returns a
 * function that stops it.
 */
export async function registerGraphql(
  app: FastifyInstance,
  services: GraphqlServices,
): Promise<{ stop(): Promise<void> }> {
  const { graph, config, log, admission } = services;
  const persisted = persistedDocuments(config.PERSISTED_DOCUMENTS, services.persisted);
  const apollo = createApollo(services, persisted);
  await apollo.start();
  const watchDelivery = followDelivery(graph);
  const admitted = admission ? [admit({ ...services, admission })] : [];
  const { cors, openExchange, tickets, usage } = services;
  const { GRAPHQL_EXPLAIN_KEY: explainKey } = config;
  const explains = explainKey !== '' && explanationFor(explainKey);
  const subscriptions = { ...services, admission, tickets, persisted, cors, openExchange, usage };
  registerWebSocket(app, subscriptions);
  app.addHook('preClose', async () => services.streams.stop());
  await app.register(async (scope) => {
    scope.decorateRequest('principal', null);
    scope.decorateRequest('credential', null);
    scope.decorateRequest('exchange', null);
    scope.decorateRequest('deferred', null);
    const exchanges = openExchange ? [openExchanges(scope, openExchange)] : [];
    scope.setErrorHandler((error, request, reply) => refuseBadRequest(error, request, reply));
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      config: { endpoint: 'graphql', operation: 'graphql' },
      onRequest: [showGraphiql, ...admitted, ...exchanges],
      preHandler: [
        // Without admission signed principals are not verified, so none is accepted.
        ...(admission ? [executeSubgraphQueries(graph, watchDelivery)] : []),
        refuseUnreadableAddresses,
        refuseLongDocuments(config),
        ...persisted.guards,
        streamSubscriptions(subscriptions),
      ],
      handler: sendDeferred(
        fastifyApolloHandler(apollo, {
          context: async (request, { raw }) => ({
            principal: request.principal,
            headers: request.headers,
            requestId: request.id,
            delivery: watchDelivery(raw, request.principal, log),
            signal: abortedWith(raw),
            defers: acceptsDeferred(request),
            defer: (deferred) => {
              request.deferred = deferred;
            },
            ...(openExchange && request.exchange ? { exchange: request.exchange } : {}),
            ...(explains ? explains(request.headers) : {}),
          }),
        }),
        config,
      ),
    });
  });
  registerAssets(app);
  return { stop: () => apollo.stop() };
}

function createApollo(
  { graph, config, log, reportsCost, usage }: GraphqlServices,
  { queries }: PersistedDocuments,
) {
  return new ApolloServer<OperationContext>({
    gateway: gatewayOf(graph, usage),
    persistedQueries: queries,
    documentStore: documentStore(),
    introspection: config.INTROSPECTION !== 'off',
    // Suggestions in errors would reveal names to callers who may not read the schema.
    hideSchemaDetailsFromClientErrors: config.INTROSPECTION !== 'open',
    parseOptions: { maxTokens: config.GRAPHQL_MAX_TOKENS },
    // Credentials are sent in headers that another site cannot make a browser send, so CSRF is not
    // possible.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    // The process handles signals itself: it closes the HTTP server first and so drains it.
    stopOnTerminationSignals: false,
    logger: log,
    formatError: (formatted, error) => {
      if (error instanceof ShownError) return formatted;
      const original = unwrapResolverError(error);
      const ours = formatted.extensions?.['code'] !== 'INTERNAL_SERVER_ERROR';
      if (ours) return { ...formatted, message: redactText(formatted.message) };
      return formatError(original as GraphQLError, log, '');
    },
    plugins: [
      guardIntrospection(config.INTROSPECTION),
      legacyStatus(),
      jsonInsteadOfParts(),
      boundOperations(graph, config, reportsCost),
      ...(config.GRAPHQL_EXPLAIN_KEY === '' ? [] : [explainOperations()]),
      // Nothing is reported to Apollo, even if the environment sets APOLLO_* variables.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}

/** Watches the delivery of responses with the refunds of the current graph. */
function followDelivery(graph: LiveGraph): WatchDelivery {
  let watch = deliveryWatch(graph.current());
  graph.onReplaced((next) => {
    watch = deliveryWatch(next);
  });
  return (...response) => watch(...response);
}

/** Presents the graph to Apollo Server as a gateway, which plans and executes operations itself. */
function gatewayOf(
  graph: GraphqlServices['graph'],
  usage: UsageRecorder | undefined,
): ApolloServerOptionsWithGateway<OperationContext>['gateway'] {
  return {
    load: async () => ({
      schema: graph.current().schema,
      executor: async ({ schema, document, source, request, context }) => {
        const { headers, defer, ...caller } = context as OperationContext;
        const { operationName, variables = {} } = request;
        const sent = { document, source, operationName, variables, ...caller };
        const { data, errors, deferred } = await graph.of(schema).execute(sent);
        if (errors) caller.exchange?.failed();
        if (deferred) defer({ later: deferred, lastExtensions: lastExplained(caller.explanation) });
        usage?.record({
          schema,
          document,
          operationName,
          workspaceId: caller.principal?.workspaceId ?? null,
          headers,
          failed: errors !== undefined,
        });
        return {
          data,
          ...(errors ? { errors: errors.map((error) => new ShownError(error)) } : {}),
        } as never;
      },
    }),
    onSchemaLoadOrUpdate(loaded) {
      const load = ({ schema }: Graph) => loaded({ apiSchema: schema, coreSupergraphSdl: '' });
      load(graph.current());
      return graph.onReplaced(load);
    },
    stop: async () => {},
  };
}

/**
 * Cache of parsed and validated documents. Apollo Server's own cache measures documents as JSON,
 * which is slow and lets small documents pile up to some hundred megabytes.
 */
function documentStore() {
  const known = new LRUCache<string, DocumentNode>({
    max: MOST_DOCUMENTS,
    maxSize: MOST_CHARACTERS,
    sizeCalculation: ({ loc }) => (loc?.end ?? 0) + 1,
  });
  return {
    get: async (key: string) => known.get(key),
    set: async (key: string, document: DocumentNode) => void known.set(key, document),
    delete: async (key: string) => known.delete(key),
  };
}

/**
 * An error as the graph returns it. Apollo Server keeps only the message and code of an error that
 * is not a GraphQLError, and takes the status of the response from `extensions.http`, which a
 * subgraph must not choose.
 */
class ShownError extends GraphQLError {
  constructor({ message, path, extensions: { http: _, ...extensions } = {} }: GraphQLFormattedError) {
    super(message, { path, extensions });
  }
}

/** Reports an invalid, oversized or non-JSON body as a GraphQL error. */
function refuseBadRequest(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const {
    statusCode = 500,
    message,
    code,
  } = error as { statusCode?: number; message: string; code?: string };
  if (code === 'OVERLOADED')
    return reply.code(statusCode).send({ errors: [{ message, extensions: { code } }] });
  if (isOutage(error)) return refuseForOutage(error, request, reply);
  if (statusCode >= 500) request.log.error({ err: error }, 'request failed');
  const [shown, text] =
    statusCode >= 500 ? ['INTERNAL', 'An unexpected error occurred.'] : ['INVALID_INPUT', message];
  return reply
    .code(statusCode)
    .send({ errors: [{ message: redactText(text!), extensions: { code: shown } }] });
}

/** Rejects requests while the database is unavailable and callers cannot be authenticated. */
function refuseForOutage(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  request.log.error({ err: error }, 'request failed');
  return reply
    .code(503)
    .header('retry-after', '1')
    .send({ errors: [{ message: OUTAGE, extensions: { code: 'UNAVAILABLE', retryAfter: 1 } }] });
}
