import type { Logger } from '@tributary/kit';
import type { Close } from '@tributary/kit/host';
import { openMediaEndpoint, openSandboxPages } from '@tributary/publishing';
import { persistedDocumentsFile, supergraphSdl } from '@tributary/schema';
import type { FastifyInstance } from 'fastify';
import type { Composition } from './compose/index.ts';
import type { GatewayConfig } from './config/index.ts';
import { fixedGraph, type Graph } from './graph/index.ts';
import { checkSize, GRAPHQL_RULES, readManifest, registerGraphql } from './graphql/index.ts';
import {
  type Console,
  registerBilling,
  registerConsole,
  registerDocuments,
  registerEvents,
  registerExports,
  registerHealth,
  registerMedia,
  registerSandbox,
} from './http/index.ts';
import { registerMcp } from './mcp/index.ts';
import { eventFilter } from './notifications/index.ts';
import { registerOauth } from './oauth/index.ts';
import { dialects, gptSchemas, openApiOf, registerDialect } from './rest/index.ts';
import type { UsageRecorder } from './usage/index.ts';

/** Dependencies of the endpoints. */
interface EndpointOptions {
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly parts: Composition;
  readonly graph: Graph;
  /** Records what clients execute; absent if nothing is recorded. */
  readonly usage: UsageRecorder | undefined;
  /** Returns the public URL of the gateway. */
  readonly issuer: () => string;
  /** Null if the gateway runs without it. */
  readonly webConsole: Console | null;
  /** Registers how the server and what it serves are closed. */
  readonly opened: (close: Close) => void;
}

/** Registers every endpoint of the gateway: GraphQL, the dialects of REST, MCP and the pages. */
export async function registerEndpoints(server: FastifyInstance, options: EndpointOptions): Promise<void> {
  const { config, log, parts, graph, usage, issuer, opened } = options;
  const graphql = await registerGraphql(server, {
    graph: fixedGraph(graph),
    config,
    log,
    admission: parts.admission,
    tickets: parts.tickets,
    streams: parts.streams,
    connections: parts.connections,
    newId: parts.newId,
    reportsCost: true,
    usage,
    persisted: readManifest(config.PERSISTED_DOCUMENTS_FILE || persistedDocumentsFile),
  });
  opened(() => graphql.stop());
  opened(() => server.close());
  for (const dialect of dialects) await registerDialect(server, dialect, { ...parts, graph });
  await registerMcp(server, {
    ...parts,
    config,
    graph,
    log,
    issuer,
    supergraphSdl: supergraphSdl(),
    limit: (document, variables) =>
      void checkSize(graph, config, { document, operationName: undefined, variables }),
  });
  registerExports(server, { ...parts, graph, config });
  await registerPages(server, options);
  registerStreams(server, options);
  registerReference(server, options);
}

/** Registers what browsers show, and the log-in. */
async function registerPages(server: FastifyInstance, options: EndpointOptions): Promise<void> {
  const { config, log, parts, issuer, webConsole } = options;
  const { clock, database, oauth: store } = parts;
  const trustProxy = config.TRUST_PROXY === 'true';
  const media = openMediaEndpoint(config);
  if (media) await registerMedia(server, media, { clock, trustProxy });
  registerSandbox(server, openSandboxPages(database.pool, config), clock);
  const hasConsole = webConsole !== null;
  await registerOauth(server, { store, issuer, hasConsole, log, clock, trustProxy });
  if (webConsole) registerConsole(server, webConsole);
  else server.get('/', async (_, reply) => reply.redirect('/graphql'));
}

/** Registers the stream of events. */
function registerStreams(server: FastifyInstance, { config, log, parts }: EndpointOptions): void {
  const { admission, clock, events, streams, tickets } = parts;
  registerEvents(server, {
    admission,
    events: events.reader,
    tickets,
    streams,
    filterOf: eventFilter,
    config,
    log,
    clock,
  });
}

/** Registers what describes the gateway: its health, its prices and its schemas. */
function registerReference(server: FastifyInstance, { config, parts }: EndpointOptions): void {
  const { admission, metrics, ping } = parts;
  registerHealth(server, { metrics, ping });
  registerBilling(server);
  registerDocuments(server, {
    introspection: config.INTROSPECTION,
    refuse: async ({ raw }, reply) => {
      const rules = { ...GRAPHQL_RULES, anonymous: false };
      const { refusal } = await admission.identify({ request: raw, response: reply.raw }, rules);
      if (refusal?.reason === 'address') return { status: 429, wait: refusal.wait };
      return refusal && { status: 401 };
    },
    openApi: Object.fromEntries(dialects.map((dialect) => [dialect.name, openApiOf(dialect)])),
    further: gptSchemas,
  });
}
