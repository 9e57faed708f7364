import { ApolloGateway, type GraphQLDataSource } from '@apollo/gateway';
import type { SubgraphRequest } from '@tributary/kit';
import type { DocumentNode, GraphQLError } from 'graphql';
import type { Transport } from '../transports/transport.ts';

/** A response of `@apollo/gateway`. */
export interface ApolloResponse {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLError[];
  /** Values that violate the schema; reported here, and only if there are no errors. */
  readonly extensions?: { readonly valueCompletion?: readonly GraphQLError[] };
}

/** An operation for `@apollo/gateway`. */
export interface ApolloRequest {
  readonly document: DocumentNode;
  /** Identifies the document in the plan cache. */
  readonly queryHash: string;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: SubgraphContext;
}

/** How the data sources of one request reach their subgraphs. */
export interface SubgraphContext {
  readonly transports: ReadonlyMap<string, Transport>;
  /**
   * The same object for all subgraph operations of one request, so that subgraphs share their
   * context.
   */
  readonly request: SubgraphRequest;
  /** Subgraphs with an operation in flight, once per operation. */
  readonly inFlight: string[];
}

/** A running `@apollo/gateway`. */
export interface RunningGateway {
  execute(request: ApolloRequest): Promise<ApolloResponse>;
  stop(): Promise<void>;
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/**
 * Starts `@apollo/gateway` on a supergraph; its data sources send operations over our transports.
 */
export async function startApolloGateway(supergraphSdl: string): Promise<RunningGateway> {
  const gateway = withoutTelemetry(
    () =>
      new ApolloGateway({
        supergraphSdl,
        queryPlannerConfig: { reuseQueryFragments: false },
        logger: SILENT,
        buildService: ({ name }) => transportDataSource(name),
      }),
  );
  const { executor } = await gateway.load();
  return {
    async execute({ document, queryHash, operationName, variables, context }) {
      const response = await executor({
        document,
        queryHash,
        request: { variables, operationName },
        context,
        logger: SILENT,
        metrics: {},
      } as never);
      return response as ApolloResponse;
    },
    stop: () => gateway.stop(),
  };
}

/** Works like LocalGraphQLDataSource, but over the transport of the subgraph. */
function transportDataSource(name: string): GraphQLDataSource {
  return {
    async process({ request: { query = '', variables, operationName }, context }) {
      const { transports, request, inFlight } = context as SubgraphContext;
      // The gateway continues its plan after the deadline.
      request.signal.throwIfAborted();
      inFlight.push(name);
      try {
        const result = await transports.get(name)!.execute({
          query,
          kind: query.startsWith('mutation') ? 'mutation' : 'query',
          variables: variables ?? {},
          operationName,
          request,
        });
        return result as never;
      } finally {
        inFlight.splice(inFlight.indexOf(name), 1);
      }
    },
  };
}

/**
 * Its constructor reports usage to Apollo unless this variable is set; there is no option for it.
 */
function withoutTelemetry<Result>(construct: () => Result): Result {
  const name = 'APOLLO_TELEMETRY_DISABLED';
  const before = process.env[name];
  process.env[name] = 'true';
  try {
    return construct();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}
