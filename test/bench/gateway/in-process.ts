import { buildSubgraphSchema } from '@apollo/subgraph';
import { inProcessTransport, type Transport } from '@tributary/gateway/graph';
import { type Router, startRouter } from '@tributary/gateway/router';
import type { Logger } from '@tributary/kit';
import type { Config } from '@tributary/kit/host';
import { parse } from 'graphql';
import { benchSubgraphs } from './subgraphs/index.ts';

/**
 * `tributary route --plain` with the subgraphs in its process. @apollo/subgraph is the product's:
 * the benchmark installs none of its own, so that the process has one graphql package.
 */
export function startInProcess(supergraphSdl: string, config: Config, log: Logger): Promise<Router> {
  const transports = new Map<string, Transport>();
  for (const { name, sdl, resolvers } of benchSubgraphs) {
    const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
    transports.set(name, inProcessTransport({ schema, context: (request) => request as never }, log));
  }
  return startRouter(config, log, {
    supergraphSdl,
    plain: true,
    upstreams: (name) => transports.get(name),
  });
}
