import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { type DocumentNode, GraphQLOneOfDirective, type GraphQLSchema, Kind, parse } from 'graphql';
import { concreteTypes, type IsConcrete, type TypeMatch, typeMatch } from '../execution/types.ts';
import { type Weights, weightsOf } from '../measure/weights.ts';
import type { Plan } from './plan.ts';
import { planOperation } from './plan-operation.ts';
import { reservedPrefix } from './response-keys.ts';
import { createFederation } from './supergraph/federation.ts';

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
  /** The subgraphs that resolve a field. */
  servicesOf(type: string, field: string): readonly string[];
  /** Plans one operation of a valid document without conditions. */
  plan(document: DocumentNode, operationName: string | undefined): Plan;
}

/**
 * Loads a supergraph with every feature that a router may support: the security directives are the subgraphs' to
 * enforce.
 */
export function createPlanner(supergraphSdl: string): Planner {
  const document = withOneOf(parse(supergraphSdl, { noLocation: true }));
  const supergraph = Supergraph.build(document, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const schemas = {
    client: supergraph.apiSchema().toGraphQLJSSchema(),
    internal: supergraph.schema.toGraphQLJSSchema(),
  };
  const federation = createFederation(schemas.internal, document, reservedPrefix(schemas.internal));
  return {
    schemas,
    matches: typeMatch(schemas.internal),
    isConcrete: concreteTypes(schemas.internal),
    weights: weightsOf(supergraph),
    subgraphs: supergraph.subgraphsMetadata(),
    servicesOf: (type, field) => federation.servicesOf(type, field),
    plan: (operation, operationName) => planOperation(federation, operation, operationName),
  };
}

/** Defines `@oneOf` where a supergraph uses it as the directive of the specification that it is. */
function withOneOf(document: DocumentNode): DocumentNode {
  const isUsed = document.definitions.some(
    (node) =>
      node.kind === Kind.INPUT_OBJECT_TYPE_DEFINITION &&
      node.directives?.some(({ name }) => name.value === GraphQLOneOfDirective.name),
  );
  const isDefined = document.definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === GraphQLOneOfDirective.name,
  );
  if (!isUsed || isDefined) return document;
  const definition = parse('directive @oneOf on INPUT_OBJECT', { noLocation: true }).definitions;
  return { ...document, definitions: [...definition, ...document.definitions] };
}
