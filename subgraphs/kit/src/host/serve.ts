import { httpGraphPort } from '../core/graph-port.ts';
import { createLogger, type Logger } from '../core/log.ts';
import { type Config, readConfig } from '../core/settings.ts';
import { openDatabase } from '../postgres/connection/connect.ts';
import { migrate } from '../postgres/migrate.ts';
import type { Subgraph } from '../subgraph/define.ts';
import { jobQueue, startJobs } from '../subgraph/jobs.ts';
import { onShutdown } from './lifecycle.ts';

/** A subgraph listening on its own port. */
export interface ServedSubgraph {
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves one subgraph, configured by the environment, until SIGTERM or SIGINT; called by a
 * subgraph's `main.ts`.
 */
export async function serveSubgraph(subgraph: Subgraph): Promise<void> {
  const config = readConfig();
  const log = createLogger(config.LOG_LEVEL).child({ subgraph: subgraph.name });
  const served = await startSubgraph(subgraph, config, log);
  log.info({ url: served.url }, 'ready');
  onShutdown(log, () => served.stop());
}

/**
 * Starts an ordinary Apollo Federation subgraph over HTTP at `/graphql`. It accepts requests of its
 * gateway only: each carries a principal signed for this subgraph (SUBGRAPH_SECRET). Others get
 * 401. This is the composition root of a process that serves a subgraph.
 */
export async function startSubgraph(
  subgraph: Subgraph,
  config: Config,
  log: Logger,
  clock: () => number = Date.now,
): Promise<ServedSubgraph> {
  if (!config.SUBGRAPH_SECRET) throw new Error('SUBGRAPH_SECRET is required to serve a subgraph over HTTP.');
  const database = await openDatabase(config, log);
  await migrate(database, [subgraph]);
  const graph = httpGraphPort(config.GATEWAY_URL, config.SUBGRAPH_SECRET);
  const queue = jobQueue();
  const { pool, lockPool } = database;
  const open = subgraph.open({ pool, lockPool, log, config, graph, clock, queue });
  const jobs = await startJobs(pool, open.jobs, log);
  queue.bind(jobs);
  // Apollo Server and Fastify are a tenth of all modules; commands and the gateway do not need
  // them.
  const { listen } = await import('./listen.ts');
  const server = await listen(open, config, log, () => pool.query('select 1'));
  return {
    url: server.url,
    async stop() {
      await server.stop();
      // Without PostgreSQL the queue cannot stop cleanly; release the connections all the same.
      await jobs.stop().finally(() => database.stop());
    },
  };
}
