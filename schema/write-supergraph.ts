/**
 * Composes the subgraphs' SDL into `supergraph.graphql` and `api.graphql`. With `--check` it writes
 * nothing and fails if either file is out of date.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { extendSchema, lexicographicSortSchema, parse, printSchema } from 'graphql';
import { type ComposedSubgraph, composeSubgraphs } from './compose-subgraphs.ts';
import { updateGenerated } from './generated-file.ts';
import { sharedSdl } from './index.ts';

/** Where subgraphs are: every folder in them that has a `schema.graphql`. */
const PARENTS = ['../subgraphs/', '../gateway/src/'];
const HEADER = '# Written by `npm run compose` from the subgraphs: edit those.\n\n';

/** The gateway adds this directive to the schema, as in `gateway/src/graph/deferring/`. */
const DEFER = `
  """Delivers a fragment after the rest of the response, if the client accepts a response in parts."""
  directive @defer(
    """Whether the fragment is delivered later."""
    if: Boolean! = true
    """Names the fragment in the response. It is unique in the document."""
    label: String
  ) on FRAGMENT_SPREAD | INLINE_FRAGMENT`;

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
  const schema = extendSchema(built.apiSchema().toGraphQLJSSchema(), parse(DEFER));
  return printSchema(lexicographicSortSchema(schema));
}
