import { buildSubgraphSchema } from '@apollo/subgraph';
import type { SubgraphRequest } from '@tributary/kit';
import {
  type DocumentNode,
  execute,
  type GraphQLFieldResolver,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import { composeSubgraphs as compose } from '../../../../schema/compose-subgraphs.ts';
import type {
  SubgraphOperation,
  SubgraphResult,
  Transport,
} from '../../../src/graph/transports/transport.ts';
import { interfaceReferences } from './made-up.ts';

/** A subgraph in memory. */
export interface TestSubgraph {
  readonly name: string;
  readonly sdl: string;
  /** Links what it uses, instead of the usual directives of federation. */
  readonly link?: string;
  // biome-ignore lint/suspicious/noExplicitAny: resolvers have the types that their SDL gives them
  readonly resolvers?: Record<string, any>;
  /** Resolves the fields without a resolver. */
  readonly fieldResolver?: GraphQLFieldResolver<unknown, unknown>;
}

/** A composed supergraph and the schemas behind it. */
export interface TestSupergraph {
  readonly supergraphSdl: string;
  readonly schemas: ReadonlyMap<string, GraphQLSchema>;
  readonly fieldResolvers: ReadonlyMap<string, GraphQLFieldResolver<unknown, unknown> | undefined>;
}

const LINK = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: [
  "@key", "@requires", "@provides", "@external", "@shareable", "@inaccessible", "@override", "@interfaceObject",
  "@context", "@fromContext", "@authenticated", "@requiresScopes", "@policy", "@tag"])\n`;

/** Composes subgraphs in memory; throws the errors of composition. */
export function composeSubgraphs(subgraphs: readonly TestSubgraph[]): TestSupergraph {
  const documents = subgraphs.map(({ name, sdl, link = LINK }) => ({
    name,
    url: `http://${name}.test/graphql`,
    typeDefs: parse(link + sdl),
  }));
  const supergraphSdl = compose(documents);
  const schemas = subgraphs.map(({ name, resolvers = {} }, index) => {
    const schema = buildSubgraphSchema([
      { typeDefs: documents[index]!.typeDefs, resolvers: resolvers as never },
    ]);
    interfaceReferences(schema);
    return [name, schema] as const;
  });
  return {
    supergraphSdl,
    schemas: new Map(schemas),
    fieldResolvers: new Map(subgraphs.map(({ name, fieldResolver }) => [name, fieldResolver])),
  };
}

/**
 * Intercepts an operation before its subgraph receives it; may return the result itself, or throw.
 */
export type Interrupt = (name: string, operation: SubgraphOperation) => Promise<SubgraphResult | undefined>;

/** Creates transports that execute the subgraphs with graphql-js and do not mask errors. */
export function plainTransports(
  supergraph: TestSupergraph,
  interrupt: Interrupt = async () => undefined,
): Map<string, Transport> {
  const documents = new Map<string, DocumentNode>();
  const transports = new Map<string, Transport>();
  for (const [name, schema] of supergraph.schemas) {
    const fieldResolver = supergraph.fieldResolvers.get(name);
    transports.set(name, {
      async execute(operation) {
        const answer = await interrupt(name, operation);
        if (answer) return answer;
        let document = documents.get(operation.query);
        if (!document) {
          document = parse(operation.query, { noLocation: true });
          // Servers reject invalid operations.
          const [invalid] = validate(schema, document);
          if (invalid) throw invalid;
          documents.set(operation.query, document);
        }
        const result = await execute({
          schema,
          document,
          variableValues: operation.variables,
          ...(fieldResolver ? { fieldResolver } : {}),
          contextValue: { signal: operation.request.signal },
        });
        // As over HTTP: plain objects that nothing else references.
        return JSON.parse(JSON.stringify(result));
      },
    });
  }
  return transports;
}

/** Returns a request of an anonymous caller. */
export function testRequest(signal: AbortSignal = new AbortController().signal): SubgraphRequest {
  return { principal: null, requestId: 'test', signal };
}
