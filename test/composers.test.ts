import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { expect, test } from '@jest/globals';
import { composeServices } from '@theguild/federation-composition';
import { defineAccess } from '@tributary/gateway/access';
import { defineNotifications } from '@tributary/gateway/notifications';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { usageSubgraph } from '@tributary/gateway/usage';
import { apiSdl } from '@tributary/schema';
import { buildSchema, GraphQLSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';

/**
 * Removes the scopes and policies of the type `TrendingTopic`. Either of two is enough to see a
 * topic, but this composer treats alternatives as cumulative and would demand them of every field
 * that `@requires` something of the type. They are not in the API schema.
 */
function withoutAlternatives(sdl: string): string {
  return sdl.replace(
    /(type TrendingTopic\b[^{]*?)@requiresScopes\([^)]*\)\s*@policy\([^)]*\)(?=\s*\{)/,
    '$1',
  );
}

test('another composer produces the same graph', () => {
  const access = defineAccess(async () => [], {} as never);
  const notifications = defineNotifications({} as never);
  const services = [access, notifications, usageSubgraph, ...subgraphs].map(({ name, sdl }) => ({
    name,
    url: `http://${name}:4000/graphql`,
    typeDefs: parse(withoutAlternatives(sdl)),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  expect(errors ?? []).toEqual([]);
  const built = Supergraph.build(supergraphSdl!, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  const theirs = printSchema(lexicographicSortSchema(built.apiSchema().toGraphQLJSSchema()));
  // The gateway adds `@defer`, which no composer knows.
  const ours = lexicographicSortSchema(buildSchema(apiSdl())).toConfig();
  const directives = ours.directives.filter(({ name }) => name !== 'defer');
  expect(theirs.split('\n')).toEqual(printSchema(new GraphQLSchema({ ...ours, directives })).split('\n'));
});
