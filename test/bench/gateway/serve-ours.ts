/**
 * `node serve-ours.ts JSON` with { port, supergraph, urls? }: Tributary's graph behind the door that the product has
 * (Apollo Server in Fastify). With `urls` the subgraphs are reached over HTTP, without them they run in this process.
 * @apollo/* and Fastify are the product's own: the bench has none, so that there is one graphql in the process.
 */
import { readFileSync } from 'node:fs';
import { ApolloServer } from '@apollo/server';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import {
  type Graph,
  inProcessTransport,
  openGraph,
  plainHttpTransport,
  type Transport,
} from '@tributary/gateway/graph';
import { createLogger, type OpenSubgraph, type SubgraphRequest } from '@tributary/kit';
import Fastify from 'fastify';
import { parse } from 'graphql';
import { benchSubgraphs } from './subgraphs/index.ts';
import type { BenchSubgraph } from './subgraphs/subgraph.ts';

interface Options {
  port: number;
  supergraph: string;
  urls?: Record<string, string>;
}

const log = createLogger('error');
await serve(JSON.parse(process.argv[2]!) as Options);

async function serve({ port, supergraph, urls }: Options): Promise<void> {
  const transports = new Map<string, Transport>(
    benchSubgraphs.map((subgraph) => [
      subgraph.name,
      urls
        ? plainHttpTransport(subgraph.name, urls[subgraph.name]!)
        : inProcessTransport(opened(subgraph), log),
    ]),
  );
  const graph = await openGraph({ supergraphSdl: readFileSync(supergraph, 'utf8'), transports, log });
  const apollo = createApollo(graph);
  await apollo.start();
  const app = Fastify();
  app.post(
    '/graphql',
    fastifyApolloHandler(apollo, {
      context: async (request) => ({
        principal: null,
        requestId: request.id,
        signal: new AbortController().signal,
      }),
    }),
  );
  await app.listen({ port, host: '127.0.0.1' });
}

/** The door as the product has it, but for keys and error formats. */
function createApollo(graph: Graph) {
  return new ApolloServer<SubgraphRequest>({
    gateway: {
      load: async () => ({
        schema: graph.schema,
        executor: async ({ document, request, context }) =>
          (await graph.execute({
            document,
            operationName: request.operationName,
            variables: request.variables ?? {},
            ...(context as SubgraphRequest),
          })) as never,
      }),
      onSchemaLoadOrUpdate(loaded) {
        loaded({ apiSchema: graph.schema, coreSupergraphSdl: '' });
        return () => {};
      },
      stop: async () => {},
    },
    csrfPrevention: false,
  });
}

/** The subgraph as the kit would open it, if it had a database. */
function opened({ name, sdl, resolvers }: BenchSubgraph): OpenSubgraph {
  return {
    name,
    schema: buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]),
    jobs: [],
    context: (request) => request,
    demo: async () => {},
    beginImport: () => {
      throw new Error('The benchmark imports nothing.');
    },
  };
}
