/**
 * `node subgraphs.mjs JSON` with { ports: { NAME: PORT } }: serves the four subgraphs over HTTP. Their data never
 * change, so an answer is kept for the next request with the same body: what is measured is gateways, and a subgraph
 * that takes its time would only make them look alike.
 */
import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { buildSubgraphSchema } from '@apollo/subgraph';
import { graphql, parse } from 'graphql';
import { benchSubgraphs } from '../../gateway/subgraphs/index.ts';

/** Gateways name the same representations in the same words; more bodies than this are a gateway's mistake. */
const MOST_ANSWERS = 10_000;

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
  // As it was written: the library prints an empty `type User` beside each extension, which Mercurius takes for all.
  schema.getQueryType().getFields()._service.resolve = () => ({ sdl });
  const answers = new Map();
  const server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString('latin1');
    let answer = answers.get(body);
    if (!answer) {
      answer = await execute(schema, body);
      if (answers.size < MOST_ANSWERS) answers.set(body, answer);
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
