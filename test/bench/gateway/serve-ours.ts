/**
 * `node serve-ours.ts JSON` with { port, supergraph }: `tributary route --plain`, but with the subgraphs in its own
 * process. @apollo/subgraph is the product's own: the bench has none, so that there is one graphql in the process.
 */
import { readFileSync } from 'node:fs';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { inProcessTransport, type Transport } from '@tributary/gateway/graph';
import { startRouter } from '@tributary/gateway/router';
import { createLogger, readConfig } from '@tributary/kit';
import { parse } from 'graphql';
import { benchSubgraphs } from './subgraphs/index.ts';

const { port, supergraph } = JSON.parse(process.argv[2]!) as { port: number; supergraph: string };
const log = createLogger('error');
const transports = new Map<string, Transport>();
for (const { name, sdl, resolvers } of benchSubgraphs) {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  transports.set(name, inProcessTransport({ schema, context: (request) => request as never }, log));
}
await startRouter({ ...readConfig(), PORT: port }, log, {
  supergraphSdl: readFileSync(supergraph, 'utf8'),
  plain: true,
  transportOf: (name) => transports.get(name),
});
