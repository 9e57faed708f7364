import type { DocumentNode } from 'graphql';
import { type ApolloResponse, startApolloGateway } from '../../../src/graph/apollo/apollo-gateway.ts';
import { documentIds } from '../../../src/graph/documents/document-ids.ts';
import type { Transport } from '../../../src/graph/transports/transport.ts';
import { testRequest } from './subgraphs.ts';

/**
 * Starts `@apollo/gateway` as `GRAPH_ENGINE=apollo` does, on the same supergraph and transports.
 */
export async function openReference(supergraphSdl: string, transports: ReadonlyMap<string, Transport>) {
  const gateway = await startApolloGateway(supergraphSdl);
  const idOf = documentIds();
  return {
    execute(document: DocumentNode, variables: Record<string, unknown>): Promise<ApolloResponse> {
      const context = { transports, request: testRequest(), inFlight: [] };
      return gateway.execute({ document, queryHash: idOf(document), variables, context });
    },
    stop: () => gateway.stop(),
  };
}
