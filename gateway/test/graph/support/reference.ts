import { ApolloGateway } from '@apollo/gateway';
import type { DocumentNode, GraphQLFormattedError } from 'graphql';
import type { Transport } from '../../../src/graph/transports/transport.ts';
import { testRequest } from './subgraphs.ts';

/** What @apollo/gateway's own execution answers. */
export interface ReferenceAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly GraphQLFormattedError[];
  /** Nulls that break the schema; it reports them here, and only when nothing else went wrong. */
  readonly extensions?: { readonly valueCompletion?: readonly GraphQLFormattedError[] };
}

const SILENT = { debug() {}, info() {}, warn() {}, error() {} };

/** Opens @apollo/gateway on the same supergraph and the same transports. */
export async function openReference(supergraphSdl: string, transports: ReadonlyMap<string, Transport>) {
  const gateway = new ApolloGateway({
    supergraphSdl,
    queryPlannerConfig: { reuseQueryFragments: false },
    logger: SILENT,
    buildService: ({ name }) => ({
      process: async ({ request }) =>
        (await transports.get(name)!.execute({
          query: request.query!,
          kind: 'query',
          variables: request.variables ?? {},
          operationName: request.operationName,
          request: testRequest(),
        })) as never,
    }),
  });
  const { schema, executor } = await gateway.load();
  const hashes = new Map<DocumentNode, string>();
  return {
    schema,
    async execute(document: DocumentNode, variables: Record<string, unknown>): Promise<ReferenceAnswer> {
      const queryHash = hashes.get(document) ?? String(hashes.size);
      hashes.set(document, queryHash);
      const answer = await executor({
        document,
        queryHash,
        request: { variables },
        context: {},
        logger: SILENT,
        metrics: {},
      } as never);
      return answer as ReferenceAnswer;
    },
    stop: () => gateway.stop(),
  };
}
