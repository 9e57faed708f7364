import type { SubgraphRequest } from '@tributary/kit';
import type { GraphQLFormattedError } from 'graphql';

/** One operation of a query plan, for one subgraph. */
export interface SubgraphOperation {
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly operationName: string | undefined;
  /** The request of the gateway that it is part of; the same object for all of its operations. */
  readonly request: SubgraphRequest;
}

export interface SubgraphResult {
  data?: Record<string, unknown> | null;
  errors?: readonly GraphQLFormattedError[];
}

/** How operations reach a subgraph; which one is configuration, and nothing else changes. */
export interface Transport {
  execute(operation: SubgraphOperation): Promise<SubgraphResult>;
}
