/**
 * `node serve.mjs JSON` with { port, supergraph, inProcess }: @apollo/gateway with its defaults
 * behind Apollo Server's own HTTP server. With `inProcess` the subgraphs are
 * LocalGraphQLDataSources.
 */
import { readFileSync } from 'node:fs';
import { ApolloGateway, LocalGraphQLDataSource } from '@apollo/gateway';
import { ApolloServer } from '@apollo/server';
import { startStandaloneServer } from '@apollo/server/standalone';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { parse } from 'graphql';
import { benchSubgraphs } from '../../gateway/subgraphs/index.ts';

const { port, supergraph, inProcess } = JSON.parse(process.argv[2]);
const gateway = new ApolloGateway({
  supergraphSdl: readFileSync(supergraph, 'utf8'),
  ...(inProcess ? { buildService: ({ name }) => local(name) } : {}),
});
await startStandaloneServer(new ApolloServer({ gateway }), { listen: { port, host: '127.0.0.1' } });

function local(wanted) {
  const { sdl, resolvers } = benchSubgraphs.find(({ name }) => name === wanted);
  return new LocalGraphQLDataSource(buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]));
}
