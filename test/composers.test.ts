import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { expect, test } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import { defineAccess } from '@tributary/gateway/access';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { apiSdl } from '@tributary/schema';
import { buildSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';

/**
 * The scopes and policies of the type `TrendingTopic` are taken out, and of nothing else: either of two is enough to see
 * one, and this composer takes such alternatives for demands, each of which a field that `@requires` something of the
 * type would have to name. They are in no API schema.
 */
function withoutAlternatives(sdl: string): string {
  return sdl.replace(
    /(type TrendingTopic\b[^{]*?)@requiresScopes\([^)]*\)\s*@policy\([^)]*\)(?=\s*\{)/,
    '$1',
  );
}

test('another composer makes the same graph of the subgraphs', () => {
  const access = defineAccess(async () => [], {} as never);
  const services = [access, ...subgraphs].map(({ name, sdl }) => ({
    name,
    url: `http://${name}:4000/graphql`,
    typeDefs: parse(withoutAlternatives(sdl)),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  expect(errors ?? []).toEqual([]);
  const built = Supergraph.build(supergraphSdl!, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const theirs = printSchema(lexicographicSortSchema(built.apiSchema().toGraphQLJSSchema()));
  expect(theirs.split('\n')).toEqual(printSchema(lexicographicSortSchema(buildSchema(apiSdl()))).split('\n'));
});
