import {
  Supergraph as Loaded,
  ROUTER_SUPPORTED_SUPERGRAPH_FEATURES,
  type Schema,
} from '@apollo/federation-internals';
import {
  buildASTSchema,
  type DocumentNode,
  GraphQLOneOfDirective,
  GraphQLSchema,
  Kind,
  parse,
} from 'graphql';
import { DEFER } from './deferring/defer-directive.ts';
import { type Weights, weightsOf } from './measure/cost-weights.ts';

/**
 * The caller's view of the graph: clients do not see `@inaccessible` elements; the gateway and its
 * subgraphs do.
 */
export type Audience = 'client' | 'internal';

/** A composed supergraph. */
export interface Supergraph {
  readonly document: DocumentNode;
  /** The schema of each audience. */
  readonly schemas: Readonly<Record<Audience, GraphQLSchema>>;
  /** The costs of fields. */
  readonly weights: Weights;
  /** The subgraphs with the URLs that the supergraph declares. */
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
}

/** The supergraph that was loaded last, because loading one takes hundreds of milliseconds. */
let last: { readonly sdl: string; readonly supergraph: Supergraph } | undefined;

/**
 * Loads a supergraph with every feature that a router may support, including the security
 * directives: the subgraphs enforce those. The same text as last time returns the same supergraph.
 */
export function loadSupergraph(sdl: string): Supergraph {
  if (last?.sdl !== sdl) last = { sdl, supergraph: load(sdl) };
  return last.supergraph;
}

/** Returns the names of a supergraph's subgraphs. */
export function subgraphsOf(sdl: string): string[] {
  return loadSupergraph(sdl).subgraphs.map(({ name }) => name);
}

/** Returns the schema that clients of a supergraph see. */
export function clientSchemaOf(sdl: string): GraphQLSchema {
  return loadSupergraph(sdl).schemas.client;
}

function load(supergraphSdl: string): Supergraph {
  const document = withOneOf(parse(supergraphSdl, { noLocation: true }));
  const supergraph = Loaded.build(document, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return {
    document,
    schemas: {
      client: withDefer(executable(supergraph.apiSchema())),
      internal: executable(supergraph.schema),
    },
    weights: weightsOf(supergraph),
    subgraphs: supergraph.subgraphsMetadata(),
  };
}

/** Builds a schema of graphql-js without the validation, which Federation has done. */
function executable(schema: Schema): GraphQLSchema {
  return buildASTSchema(schema.toAST(), { assumeValidSDL: true });
}

/** Adds `@defer`, which the gateway executes and no subgraph declares. */
function withDefer(schema: GraphQLSchema): GraphQLSchema {
  const { directives, ...config } = schema.toConfig();
  const others = directives.filter(({ name }) => name !== DEFER.name);
  return new GraphQLSchema({ ...config, directives: [...others, DEFER], assumeValid: true });
}

/**
 * Adds the definition of `@oneOf` to a supergraph that uses it, because composition leaves it out.
 */
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
