/**
 * `node subgraphs.mjs JSON` with { ports: { NAME: PORT } }: serves the four subgraphs over HTTP.
 * Caches responses by request body, because the data never change: the benchmark measures gateways,
 * and slow subgraphs would hide their differences.
 */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { benchSubgraphs } from '../../gateway/subgraphs/index.ts';

/**
 * Maximum number of cached responses. A gateway sends the same representations in the same bodies,
 * so it never needs more.
 */
const MAX_RESPONSES = 10_000;

const { ports } = JSON.parse(process.argv[2]);
const servers = benchSubgraphs.map(serve);
process.once('SIGTERM', () => {
  for (const server of servers) {
    server.close();
    server.closeAllConnections();
  }
});

function serve({ name, sdl, resolvers }) {
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  // The original SDL: the library prints an empty `type User` beside each extension, which
  // Mercurius takes for the whole type.
  schema.getQueryType().getFields()._service.resolve = () => ({ sdl });
  const responses = new Map();
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('latin1');
    let answer = responses.get(body);
    if (!answer) {
      answer = await execute(schema, body);
      if (responses.size < MAX_RESPONSES) responses.set(body, answer);
    }
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': answer.length });
    response.end(answer);
  });
  server.keepAliveTimeout = 60_000;
  return server.listen(ports[name], '127.0.0.1');
}

async function execute(schema, body) {
  if (body === '') return Buffer.from('{}');
  const { query, variables, operationName } = JSON.parse(Buffer.from(body, 'latin1').toString());
  const result = await graphql({ schema, source: query, variableValues: variables, operationName });
  return Buffer.from(JSON.stringify(result));
}
