import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { TributaryError } from '../core/errors.ts';
import type { Logger } from '../core/log.ts';
import { DELIVERY_HEADER, ONCE_HEADER, PRINCIPAL_HEADER, verifyPrincipal } from '../core/principal.ts';
import type { Config } from '../core/settings.ts';
import { abortedWith } from '../http-server/aborted-with.ts';
import { endUnusedConnections } from '../http-server/unused-connections.ts';
import type { OpenSubgraph } from '../subgraph/open-subgraph.ts';
import type { SubgraphRequest } from '../subgraph/subgraph-definition.ts';
import { type Tracer, traceRequests } from '../telemetry/index.ts';
import { formatError } from './format-error.ts';

/** How a subgraph is served. */
export interface ListenOptions {
  readonly config: Config;
  readonly log: Logger;
  /** Checks whether the database of the subgraph responds. */
  readonly ping: () => Promise<unknown>;
  /** Traces requests; null to trace none. */
  readonly tracer: Tracer | null;
}

/** Serves an open subgraph over HTTP. */
export async function listen(open: OpenSubgraph, { config, log, ping, tracer }: ListenOptions) {
  const apollo = new ApolloServer<SubgraphRequest>({
    schema: open.schema,
    // The signed principal authenticates the caller; browser credentials are never accepted here.
    csrfPrevention: false,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [requestIdOnErrors],
    formatError: (formatted, error) =>
      formatError(error as never, log, String(formatted.extensions?.['requestId'] ?? '')),
  });
  await apollo.start();
  const app = Fastify({
    bodyLimit: 10 * 1024 * 1024,
    forceCloseConnections: 'idle',
    connectionTimeout: config.HTTP_IDLE_TIMEOUT_MS,
    requestTimeout: Math.max(config.HTTP_REQUEST_TIMEOUT_MS, config.HTTP_HEADERS_TIMEOUT_MS),
    http: { headersTimeout: config.HTTP_HEADERS_TIMEOUT_MS, connectionsCheckingInterval: 1_000 },
  });
  if (tracer) traceRequests(app, tracer);
  closeAfterResponse(app);
  endUnusedConnections(app);
  app.get('/health/live', async () => ({ status: 'live' }));
  app.get('/health/ready', async (_, reply) => {
    const ready = await ping().then(
      () => true,
      () => false,
    );
    return reply.code(ready ? 200 : 503).send({ status: ready ? 'ready' : 'not ready' });
  });
  app.post(
    '/graphql',
    { preHandler: requirePrincipal(open.name, config.SUBGRAPH_SECRET) },
    fastifyApolloHandler(apollo, {
      context: async (request, reply) =>
        open.context({
          principal: (request as unknown as { principal: SubgraphRequest['principal'] }).principal,
          requestId: String(request.headers['x-request-id'] ?? request.id),
          delivery: request.headers[DELIVERY_HEADER] as string | undefined,
          once: request.headers[ONCE_HEADER] as string | undefined,
          signal: abortedWith(reply.raw),
        }),
    }),
  );
  const url = await app.listen({ host: config.HOST, port: config.PORT });
  return {
    url: `${url}/graphql`,
    async stop() {
      await app.close();
      await apollo.stop();
    },
  };
}

/**
 * Closes connections after their response; Node would keep a connection that was busy at shutdown
 * open for over a minute.
 */
function closeAfterResponse(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

/** Puts the request id on errors, because `formatError` does not receive the context. */
const requestIdOnErrors: ApolloServerPlugin<SubgraphRequest> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) error.extensions['requestId'] = contextValue.requestId;
      },
    };
  },
};

function requirePrincipal(name: string, secret: string) {
  return async (request: { headers: Record<string, unknown>; principal?: unknown }, reply: Refusal) => {
    try {
      const token = request.headers[PRINCIPAL_HEADER] as string | undefined;
      request.principal = await verifyPrincipal(token, name, secret);
    } catch (error) {
      const message = error instanceof TributaryError ? error.message : 'Unauthenticated.';
      return reply.code(401).send({ errors: [{ message, extensions: { code: 'UNAUTHENTICATED' } }] });
    }
  };
}

interface Refusal {
  code(status: number): { send(body: unknown): unknown };
}
