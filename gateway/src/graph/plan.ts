import {
  operationFromDocument,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  Supergraph,
} from '@apollo/federation-internals';
import { type QueryPlan, QueryPlanner } from '@apollo/query-planner';
import type { DocumentNode, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import { concreteTypes, type IsConcrete, type TypeMatch, typeMatch } from './execution/types.ts';
import { type Weights, weightsOf } from './measure/weights.ts';

/** Who asks: a client, who sees nothing `@inaccessible`, or the gateway and its subgraphs, who see the whole supergraph. */
export type Audience = 'client' | 'internal';

/** The supergraph as planning sees it. */
export interface Planner {
  /** What each audience may ask. */
  readonly schemas: Readonly<Record<Audience, GraphQLSchema>>;
  /** Type conditions among all types of the supergraph. */
  readonly matches: TypeMatch;
  readonly isConcrete: IsConcrete;
  /** What fields cost. */
  readonly weights: Weights;
  /** The subgraphs and the addresses that the supergraph says they have. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  /** Plans one operation of a valid document; takes milliseconds, so plans are kept. */
  plan(audience: Audience, document: DocumentNode, operation: OperationDefinitionNode): QueryPlan;
}

/**
 * Loads a supergraph with every feature that a router may support: the security directives are the subgraphs' to
 * enforce. Subgraph documents have no named fragments, as finding them again is the slowest part of planning.
 */
export function createPlanner(supergraphSdl: string): Planner {
  const supergraph = Supergraph.build(supergraphSdl, {
    supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  });
  const planned = { client: supergraph.apiSchema(), internal: supergraph.schema };
  const schemas = {
    client: planned.client.toGraphQLJSSchema(),
    internal: planned.internal.toGraphQLJSSchema(),
  };
  const planner = new QueryPlanner(supergraph, { reuseQueryFragments: false });
  return {
    schemas,
    matches: typeMatch(schemas.internal),
    isConcrete: concreteTypes(schemas.internal),
    weights: weightsOf(supergraph),
    subgraphs: supergraph.subgraphsMetadata(),
    plan(audience, document, definition) {
      const operationName = definition.name?.value;
      return planner.buildQueryPlan(
        operationFromDocument(planned[audience], document, operationName ? { operationName } : undefined),
      );
    },
  };
}
