/**
 * The kit's third front door, `@tributary/kit/serve`: a subgraph in a process of its own. The servers that it needs are a
 * tenth of all modules, which neither a command nor a subgraph within the gateway has to load.
 */
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import Fastify, { type FastifyInstance } from 'fastify';
import { abortedWith } from './aborted-with.ts';
import { type Config, readConfig } from './config.ts';
import { openDatabase } from './database/connect.ts';
import { migrate } from './database/migrate.ts';
import { TributaryError } from './errors.ts';
import { httpGraphPort } from './graph-port.ts';
import { jobQueue, startJobs } from './jobs.ts';
import { onShutdown } from './lifecycle.ts';
import { createLogger, type Logger } from './log.ts';
import { DELIVERY_HEADER, ONCE_HEADER, PRINCIPAL_HEADER, verifyPrincipal } from './principal.ts';
import type { OpenSubgraph, Subgraph, SubgraphContext } from './subgraph/define.ts';
import { formatError } from './subgraph/format-error.ts';

/** A subgraph listening on its own port. */
export interface ServedSubgraph {
  readonly url: string;
  stop(): Promise<void>;
}

/** Serves one subgraph from the environment until SIGTERM or SIGINT: what a subgraph's `main.ts` does. */
export async function serveSubgraph(subgraph: Subgraph): Promise<void> {
  const config = readConfig();
  const log = createLogger(config.LOG_LEVEL).child({ subgraph: subgraph.name });
  const served = await startSubgraph(subgraph, config, log);
  log.info({ url: served.url }, 'ready');
  onShutdown(log, () => served.stop());
}

/**
 * Starts an ordinary Apollo Federation subgraph over HTTP at `/graphql`. It answers its gateway only: each request
 * carries a signed principal for this subgraph (SUBGRAPH_SECRET); without one it is refused with 401.
 */
export async function startSubgraph(
  subgraph: Subgraph,
  config: Config,
  log: Logger,
): Promise<ServedSubgraph> {
  if (!config.SUBGRAPH_SECRET) throw new Error('SUBGRAPH_SECRET is required to serve a subgraph over HTTP.');
  const database = await openDatabase(config, log);
  await migrate(database, [subgraph]);
  const graph = httpGraphPort(config.GATEWAY_URL, config.SUBGRAPH_SECRET);
  const queue = jobQueue();
  const open = subgraph.open({ pool: database.pool, lockPool: database.lockPool, log, config, graph, queue });
  const jobs = await startJobs(database.pool, open.jobs, log);
  queue.bind(jobs);
  const server = await listen(open, config, log, () => database.pool.query('select 1'));
  return {
    url: server.url,
    async stop() {
      await server.stop();
      // Without PostgreSQL the queue cannot stop in order; the connections are given back all the same.
      await jobs.stop().finally(() => database.stop());
    },
  };
}

async function listen(open: OpenSubgraph, config: Config, log: Logger, ping: () => Promise<unknown>) {
  const apollo = new ApolloServer<SubgraphContext>({
    schema: open.schema,
    // Who asks is settled by the signed principal, and no browser credential is ever accepted here.
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
  closeWhenAnswered(app);
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
    { preHandler: refuseStrangers(open.name, config.SUBGRAPH_SECRET) },
    fastifyApolloHandler(apollo, {
      context: async (request, reply) =>
        open.context({
          principal: (request as unknown as { principal: SubgraphContext['principal'] }).principal,
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

/** A connection whose request was still running at the close is kept alive by Node, for over a minute, unless told. */
function closeWhenAnswered(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onSend', async (_, reply) => {
    if (closing) reply.header('connection', 'close');
  });
}

/** `formatError` is not told the context: the request id travels on the error, and no further. */
const requestIdOnErrors: ApolloServerPlugin<SubgraphContext> = {
  async requestDidStart() {
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) error.extensions['requestId'] = contextValue.requestId;
      },
    };
  },
};

function refuseStrangers(name: string, secret: string) {
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
