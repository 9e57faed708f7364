import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type DocumentNode, execute, type GraphQLSchema, parse } from 'graphql';
import { shop } from '../graph/support/shop.ts';
import type { TestSupergraph } from '../graph/support/subgraphs.ts';

/** A request that a subgraph has received. */
export interface Received {
  readonly service: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Responds instead of a subgraph; returns false to leave it to the subgraph. */
export type Answer = (response: ServerResponse, received: Received) => boolean | Promise<boolean>;

/** The subgraphs of the standard example as HTTP servers. */
export interface ShopServers {
  /** The supergraph with the URLs of the servers. */
  readonly supergraphSdl: string;
  readonly urls: ReadonlyMap<string, string>;
  readonly received: Received[];
  /** Headers that each subgraph adds to its responses. */
  readonly responseHeaders: Map<string, Record<string, string | string[]>>;
  /** Responds instead of a subgraph, until `reset`. */
  answer: Answer;
  reset(): void;
  stop(): Promise<void>;
}

const LEAVE: Answer = () => false;

/** Starts the subgraphs of the standard example, or of another supergraph. */
export async function startShopServers(supergraph: TestSupergraph = shop): Promise<ShopServers> {
  const urls = new Map<string, string>();
  const closing: (() => Promise<unknown>)[] = [];
  const servers: ShopServers & { supergraphSdl: string } = {
    supergraphSdl: supergraph.supergraphSdl,
    urls,
    received: [],
    responseHeaders: new Map(),
    answer: LEAVE,
    reset() {
      servers.received.length = 0;
      servers.responseHeaders.clear();
      servers.answer = LEAVE;
    },
    async stop() {
      await Promise.all(closing.map((close) => close()));
    },
  };
  for (const [service, schema] of supergraph.schemas) {
    const { url, close } = await serve(service, schema, servers);
    closing.push(close);
    urls.set(service, url);
    servers.supergraphSdl = servers.supergraphSdl.replace(`http://${service}.test/graphql`, url);
  }
  return servers;
}

async function serve(service: string, schema: GraphQLSchema, servers: ShopServers) {
  const documents = new Map<string, DocumentNode>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const received = { service, headers: request.headers, body: Buffer.concat(chunks).toString() };
    servers.received.push(received);
    if (await servers.answer(response, received)) return;
    const { query, variables } = JSON.parse(received.body);
    const document = documents.get(query) ?? parse(query);
    documents.set(query, document);
    const result = await execute({ schema, document, variableValues: variables });
    response.writeHead(200, {
      'content-type': 'application/json',
      ...servers.responseHeaders.get(service),
    });
    response.end(JSON.stringify(result));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
