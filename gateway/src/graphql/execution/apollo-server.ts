import { ApolloServer, type ApolloServerOptionsWithGateway } from '@apollo/server';
import { unwrapResolverError } from '@apollo/server/errors';
import {
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Logger } from '@tributary/kit';
import { formatError, redactText } from '@tributary/kit/host';
import { type DocumentNode, GraphQLError, type GraphQLFormattedError } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { GatewayConfig } from '../../config/index.ts';
import type { Graph, LiveGraph } from '../../graph/index.ts';
import type { PersistedDocuments } from '../persisted-documents.ts';
import type { ExecuteOperation } from './execute-operation.ts';
import { DOCUMENT_LIMITS, type KnownDocuments } from './known-documents.ts';
import type { OperationContext } from './operation-context.ts';
import type { OperationPlugin } from './operation-plugin.ts';

/** Dependencies of Apollo Server. */
export interface ApolloOptions {
  readonly graph: LiveGraph;
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly persisted: PersistedDocuments;
  readonly plugins: readonly OperationPlugin<OperationContext>[];
  readonly execute: ExecuteOperation;
  /** Learns the documents that are executed. */
  readonly documents: KnownDocuments;
}

/** Creates Apollo Server in front of the graph. */
export function createApollo(options: ApolloOptions): ApolloServer<OperationContext> {
  const { config, log, persisted, plugins } = options;
  return new ApolloServer<OperationContext>({
    gateway: gatewayOf(options),
    persistedQueries: persisted.queries,
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
      ...plugins,
      // Nothing is reported to Apollo, even if the environment sets APOLLO_* variables.
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginInlineTraceDisabled(),
      ApolloServerPluginLandingPageDisabled(),
    ],
  });
}

/** Presents the graph to Apollo Server as a gateway, which plans and executes operations itself. */
function gatewayOf({
  graph,
  execute,
  documents,
}: ApolloOptions): ApolloServerOptionsWithGateway<OperationContext>['gateway'] {
  return {
    load: async () => ({
      schema: graph.current().schema,
      executor: async ({ schema, document, source, request, context }) => {
        const { result, ...caller } = context as OperationContext;
        const { operationName, variables = {} } = request;
        if (source !== undefined) documents.add(source, schema, document);
        const operation = { schema, document, source, operationName, variables };
        const { data, errors } = result ?? (await execute(operation, caller));
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
    max: DOCUMENT_LIMITS.documents,
    maxSize: DOCUMENT_LIMITS.characters,
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
