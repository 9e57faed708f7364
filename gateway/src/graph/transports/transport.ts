import type { SubgraphRequest } from '@tributary/kit/host';
import type { GraphQLFormattedError } from 'graphql';

/** One operation of a query plan, for one subgraph. */
export interface SubgraphOperation {
  /** The document; the same string, not a copy, every time that the same step of a plan runs. */
  readonly query: string;
  /** Only a query may be sent again, or once for two who ask the same. */
  readonly kind: 'query' | 'mutation' | 'subscription';
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  /** The request of the gateway that it is part of; the same object for all of its operations. */
  readonly request: SubgraphRequest;
}

/** What a subgraph answers. Its objects become the caller's own, to be merged into; leaves are never changed. */
export interface SubgraphResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/** How operations reach a subgraph; which one is configuration, and nothing else changes. */
export interface Transport {
  /** Rejects when there is no answer of GraphQL at all; heeds the request's signal. */
  execute(operation: SubgraphOperation): Promise<SubgraphResult>;
  /** Closes what the transport holds open. */
  stop?(): Promise<void>;
}

/** The transport of a subgraph, by its name and the address that the supergraph gives it; undefined for none. */
export type TransportOf = (name: string, url: string) => Transport | undefined;
