/**
 * `node compose.mjs JSON` with { urls: { NAME: URL } }: prints the benchmark's supergraph, composed
 * by Apollo.
 */
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';
import { benchSubgraphs } from '../../gateway/subgraphs/index.ts';

const { urls } = JSON.parse(process.argv[2]);
const { errors, supergraphSdl } = composeServices(
  benchSubgraphs.map(({ name, sdl }) => ({ name, url: urls[name], typeDefs: parse(sdl) })),
);
if (errors) throw new Error(errors.map(({ message }) => message).join('\n'));
process.stdout.write(supergraphSdl);
