import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { expect, test } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import { defineAccess } from '@tributary/gateway/access';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { apiSdl } from '@tributary/schema';
import { buildSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';

test('another composer makes the same graph of the subgraphs', () => {
  const access = defineAccess(async () => []);
  const services = [access, ...subgraphs].map(({ name, sdl }) => ({
    name,
    url: `http://${name}:4000/graphql`,
    typeDefs: parse(sdl),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  expect(errors ?? []).toEqual([]);
  const built = Supergraph.build(supergraphSdl!, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const theirs = printSchema(lexicographicSortSchema(built.apiSchema().toGraphQLJSSchema()));
  expect(theirs.split('\n')).toEqual(printSchema(lexicographicSortSchema(buildSchema(apiSdl()))).split('\n'));
});
