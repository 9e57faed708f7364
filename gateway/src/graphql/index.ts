import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { Logger, Principal } from '@tributary/kit';
import type { FastifyInstance } from 'fastify';
import type { Admission, SentCredential } from '../admission/index.ts';
import type { CorsRules, GatewayConfig } from '../config/index.ts';
import { deliveryWatch, type LiveGraph, type WatchDelivery } from '../graph/index.ts';
import type { Tickets } from '../notifications/index.ts';
import type { OpenStreams } from '../streams/index.ts';
import type { UsageRecorder } from '../usage/index.ts';
import { admit } from './admit-operation.ts';
import { refuseBadRequest } from './bad-requests.ts';
import { type OpenExchange, openExchanges } from './client-exchanges.ts';
import { jsonInsteadOfParts, sendDeferred } from './deferred/index.ts';
import { createApollo } from './execution/apollo-server.ts';
import { operationExecutor } from './execution/execute-operation.ts';
import { explainOperations } from './execution/explain-operations.ts';
import { knownDocumentsFirst } from './execution/fast-path.ts';
import { guardIntrospection } from './execution/introspection.ts';
import { knownDocuments } from './execution/known-documents.ts';
import { legacyStatus } from './execution/legacy-status.ts';
import { type OperationContext, operationContexts } from './execution/operation-context.ts';
import type { OperationPlugin } from './execution/operation-plugin.ts';
import { registerAssets, showGraphiql } from './graphiql/index.ts';
import { refuseUnreadableAddresses } from './malformed-url.ts';
import { boundOperations, refuseLongDocuments } from './operation-limits.ts';
import { type Manifest, persistedDocuments } from './persisted-documents.ts';
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
  const plugins = pluginsOf(services);
  const execute = operationExecutor(graph, services.usage);
  const documents = knownDocuments();
  const apollo = createApollo({ graph, config, log, persisted, plugins, execute, documents });
  await apollo.start();
  const watchDelivery = followDelivery(graph);
  const contextOf = operationContexts({ config, log, watchDelivery });
  const admitted = admission ? [admit({ ...services, admission })] : [];
  const { cors, openExchange, tickets, usage } = services;
  const subscriptions = { ...services, admission, tickets, persisted, cors, openExchange, usage };
  const apolloHandler = fastifyApolloHandler(apollo, {
    context: async (request, reply) => contextOf(request, reply),
  });
  const handler = sendDeferred(apolloHandler, config);
  registerWebSocket(app, subscriptions);
  app.addHook('preClose', async () => services.streams.stop());
  await app.register(async (scope) => {
    scope.decorateRequest('principal', null);
    scope.decorateRequest('credential', null);
    scope.decorateRequest('exchange', null);
    scope.decorateRequest('deferred', null);
    scope.decorateRequest('operationContext', null);
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
      handler: knownDocumentsFirst({ graph, documents, contextOf, execute, plugins }, handler),
    });
  });
  registerAssets(app);
  return { stop: () => apollo.stop() };
}

/** The plugins of operations, in the order in which they run. */
function pluginsOf({
  graph,
  config,
  reportsCost,
}: GraphqlServices): readonly OperationPlugin<OperationContext>[] {
  return [
    guardIntrospection(config.INTROSPECTION),
    legacyStatus(),
    jsonInsteadOfParts(),
    boundOperations(graph, config, reportsCost),
    ...(config.GRAPHQL_EXPLAIN_KEY === '' ? [] : [explainOperations()]),
  ];
}

/** Watches the delivery of responses with the refunds of the current graph. */
function followDelivery(graph: LiveGraph): WatchDelivery {
  let watch = deliveryWatch(graph.current());
  graph.onReplaced((next) => {
    watch = deliveryWatch(next);
  });
  return (...response) => watch(...response);
}
