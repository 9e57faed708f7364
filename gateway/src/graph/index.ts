import { createHash } from 'node:crypto';
import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import { formatError, type Logger, type SubgraphRequest, TributaryError } from '@tributary/kit';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  print,
} from 'graphql';
import { withoutSecurity } from './supergraph.ts';
import type { Transport } from './transports/transport.ts';

export { httpTransport } from './transports/http.ts';
export { inProcessTransport } from './transports/in-process.ts';
export type { Transport } from './transports/transport.ts';

/** One operation on the whole graph, already parsed and validated. */
export interface GraphRequest extends SubgraphRequest {
  readonly document: DocumentNode;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

export interface GraphResult {
  data?: Record<string, unknown> | null;
  errors?: GraphQLFormattedError[];
}

/** The supergraph in execution. This is the only room that knows how; its interface is `execute`. */
export interface Graph {
  /** What clients may ask: documents are parsed and validated against it. */
  readonly schema: GraphQLSchema;
  /** Plans and executes. Errors are in the result, fit to be shown; it rejects only when it cannot work at all. */
  execute(request: GraphRequest): Promise<GraphResult>;
  stop(): Promise<void>;
}

/** Longest that one request may take, in milliseconds. */
const DEADLINE = 30_000;

/** Loads the supergraph, with a transport for each of its subgraphs. */
export async function openGraph(options: {
  supergraphSdl: string;
  transports: ReadonlyMap<string, Transport>;
  log: Logger;
}): Promise<Graph> {
  const gateway = new ApolloGateway({
    supergraphSdl: withoutSecurity(options.supergraphSdl),
    buildService: ({ name }) => dataSource(options.transports, name),
    __exposeQueryPlanExperimental: false,
    logger: options.log as never,
  });
  const { schema, executor } = await gateway.load();
  const hashOf = documentHashes();
  return {
    schema,
    async execute(request) {
      const { document, operationName, variables } = request;
      const { log } = options;
      const running = executor({
        document,
        queryHash: hashOf(document),
        request: { variables, operationName },
        context: request,
        logger: log,
        metrics: {},
      } as never);
      const { data, errors } = await withDeadline(running, request.signal);
      return {
        data: data ?? null,
        ...(errors ? { errors: errors.map((error) => show(error, request, log)) } : {}),
      };
    },
    stop: () => gateway.stop(),
  };
}

function dataSource(transports: ReadonlyMap<string, Transport>, name: string): GraphQLDataSource {
  const transport = transports.get(name);
  if (!transport) throw new Error(`The supergraph has a subgraph "${name}" that this gateway does not know.`);
  return {
    process: async ({ request, context }) =>
      (await transport.execute({
        query: request.query!,
        variables: request.variables ?? {},
        operationName: request.operationName,
        request: context as SubgraphRequest,
      })) as never,
  };
}

/** Plans are kept by the document's hash; documents are kept by their doors, so each is hashed once. */
function documentHashes(): (document: DocumentNode) => string {
  const hashes = new WeakMap<DocumentNode, string>();
  return (document) => {
    let hash = hashes.get(document);
    if (!hash) {
      hash = createHash('sha256').update(print(document)).digest('hex');
      hashes.set(document, hash);
    }
    return hash;
  };
}

async function withDeadline<Result>(running: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(
    () =>
      reject(new TributaryError('UPSTREAM_TIMEOUT', `The request took longer than ${DEADLINE / 1_000} s.`)),
    DEADLINE,
  );
  const abort = () => reject(new TributaryError('UPSTREAM_TIMEOUT', 'The caller is gone.'));
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([running, promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

/**
 * An error as the caller sees it: a subgraph's are fit to be shown already, and carry a code; of the gateway's own
 * a TributaryError and GraphQL's are shown, and the rest is masked.
 */
function show(error: unknown, request: GraphRequest, log: Logger): GraphQLFormattedError {
  if (error instanceof GraphQLError) {
    const { serviceName, stacktrace, ...extensions } = error.extensions as Record<string, unknown>;
    if (serviceName && extensions['code'] !== 'DOWNSTREAM_SERVICE_ERROR')
      return { message: error.message, ...(error.path ? { path: error.path } : {}), extensions };
    return formatError(error, log, request.requestId);
  }
  const wrapped = new GraphQLError('', { originalError: error as Error });
  return formatError(wrapped, log, request.requestId);
}
