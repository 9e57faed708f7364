/**
 * Composes the subgraphs' SDL into `supergraph.graphql` and `api.graphql`. With `--check` it writes
 * nothing and fails if either file is out of date.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals';
import { lexicographicSortSchema, parse, printSchema } from 'graphql';
import { composeSubgraphs } from './compose-subgraphs.ts';
import { sharedSdl } from './index.ts';

/**
 * The path of each subgraph's contract. A new subgraph is a line here and one in the gateway's
 * registry.
 */
const SUBGRAPHS = {
  access: '../gateway/src/access/schema.graphql',
  posts: '../subgraphs/posts/schema.graphql',
  creators: '../subgraphs/creators/schema.graphql',
  mentions: '../subgraphs/mentions/schema.graphql',
  intelligence: '../subgraphs/intelligence/schema.graphql',
  publishing: '../subgraphs/publishing/schema.graphql',
};
const HEADER = '# Written by `npm run compose` from the subgraphs: edit those.\n\n';

const supergraphSdl = compose();
const wrong = [
  update('supergraph.graphql', HEADER + supergraphSdl),
  update('api.graphql', `${HEADER}${apiSdl(supergraphSdl)}\n`),
].filter((name) => name !== null);
if (wrong.length > 0) {
  process.stderr.write(
    `schema/${wrong.join(', schema/')} differ from the subgraphs: run \`npm run compose\`.\n`,
  );
  process.exitCode = 1;
}

function compose(): string {
  const services = Object.entries(SUBGRAPHS).map(([name, file]) => ({
    name,
    url: `http://${name}:4000/graphql`,
    typeDefs: parse(`${sharedSdl}\n${readFileSync(new URL(file, import.meta.url), 'utf8')}`),
  }));
  return composeSubgraphs(services);
}

function apiSdl(supergraph: string): string {
  const built = Supergraph.build(supergraph, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES });
  return printSchema(lexicographicSortSchema(built.apiSchema().toGraphQLJSSchema()));
}

/** Writes the file, or with `--check` returns its name if it is out of date. */
function update(name: string, text: string): string | null {
  const file = new URL(name, import.meta.url);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) return null;
  if (process.argv.includes('--check')) return name;
  writeFileSync(file, text);
  return null;
}
