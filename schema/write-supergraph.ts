/**
 * Composes the subgraphs' SDL into `supergraph.graphql` and `api.graphql`. With `--check` it writes
 * nothing and fails if either file is out of date.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { lexicographicSortSchema, parse, printSchema } from 'graphql';
import { type ComposedSubgraph, composeSubgraphs } from './compose-subgraphs.ts';
import { updateGenerated } from './generated-file.ts';
import { sharedSdl } from './index.ts';

/** Where subgraphs are: every folder in them that has a `schema.graphql`. */
const PARENTS = ['../subgraphs/', '../gateway/src/'];
const HEADER = '# Written by `npm run compose` from the subgraphs: edit those.\n\n';

const supergraphSdl = compose();
updateGenerated('schema/supergraph.graphql', HEADER + supergraphSdl);
updateGenerated('schema/api.graphql', `${HEADER}${apiSdl(supergraphSdl)}\n`);

function compose(): string {
  const services = PARENTS.flatMap((parent) => subgraphsIn(new URL(parent, import.meta.url)));
  return composeSubgraphs(services);
}

function subgraphsIn(parent: URL): ComposedSubgraph[] {
  return readdirSync(parent)
    .map((name) => ({ name, file: new URL(`${name}/schema.graphql`, parent) }))
    .filter(({ file }) => existsSync(file))
    .map(({ name, file }) => ({
      name,
      url: `http://${name}:4000/graphql`,
      typeDefs: parse(`${sharedSdl}\n${readFileSync(file, 'utf8')}`),
    }));
}

function apiSdl(supergraph: string): string {
  const built = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return printSchema(lexicographicSortSchema(built.apiSchema().toGraphQLJSSchema()));
}
