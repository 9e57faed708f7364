import { type GraphPort, httpGraphPort } from '../core/graph-port.ts';
import { createLogger, type Logger } from '../core/log.ts';
import { type Config, readConfig } from '../core/settings.ts';
import { openDatabase } from '../postgres/connection/connect.ts';
import type { Subgraph } from '../subgraph/define.ts';
import { openTelemetry } from '../telemetry/index.ts';
import { type Close, withClosing } from './closing.ts';
import { composeSubgraphs } from './compose.ts';
import { onShutdown } from './lifecycle.ts';

/** A subgraph listening on its own port. */
export interface ServedSubgraph {
  readonly url: string;
  stop(): Promise<void>;
}

/** Dependencies that a caller, such as a test, may replace. */
export interface ServeOverrides {
  /** Returns the current time in milliseconds. */
  readonly clock?: (() => number) | undefined;
  /** Queries the graph; by default over HTTP at GATEWAY_URL. */
  readonly graph?: GraphPort | undefined;
}

/**
 * Serves one subgraph, configured by the environment, until SIGTERM or SIGINT; called by a
 * subgraph's `main.js`. A start that fails prints its error as one line and exits with 1.
 */
export async function serveSubgraph(subgraph: Subgraph): Promise<void> {
  try {
    const config = readConfig();
    const log = createLogger(config.LOG_LEVEL).child({ subgraph: subgraph.name });
    const served = await startSubgraph(subgraph, config, log);
    onShutdown(log, served.stop);
    log.info({ url: served.url }, 'ready');
  } catch (error) {
    process.stderr.write(`tributary: ${(error as Error).message}\n`);
    process.exitCode = 1;
  }
}

/**
 * Starts an ordinary Apollo Federation subgraph over HTTP at `/graphql`. It accepts requests of its
 * gateway only: each carries a principal signed for this subgraph (SUBGRAPH_SECRET). Others get
 * 401. This is the composition root of a process that serves a subgraph.
 */
export function startSubgraph(
  subgraph: Subgraph,
  config: Config,
  log: Logger,
  overrides: ServeOverrides = {},
): Promise<ServedSubgraph> {
  return withClosing(log, (opened) => start(subgraph, config, log, overrides, opened));
}

async function start(
  subgraph: Subgraph,
  config: Config,
  log: Logger,
  { clock = Date.now, graph }: ServeOverrides,
  opened: (close: Close) => void,
): Promise<Omit<ServedSubgraph, 'stop'>> {
  const { SUBGRAPH_SECRET: secret, GATEWAY_URL: gateway } = config;
  if (!secret) throw new Error('SUBGRAPH_SECRET is required to serve a subgraph over HTTP.');
  if (subgraph.queriesGraph && !graph && !gateway)
    throw new Error(`GATEWAY_URL is required, because the subgraph ${subgraph.name} queries the graph.`);
  const telemetry = await openTelemetry(config, subgraph.name);
  if (telemetry) opened(() => telemetry.stop());
  const database = await openDatabase(config, log);
  opened(() => database.stop());
  const services = { database, config, log, clock, graph: graph ?? httpGraphPort(gateway, secret) };
  const { subgraphs, startJobs } = await composeSubgraphs([subgraph], services, opened);
  await startJobs();
  // Apollo Server and Fastify are a tenth of all modules; commands and the gateway do not need
  // them.
  const { listen } = await import('./listen.ts');
  const ping = () => database.pool.query('select 1');
  const tracer = telemetry?.tracer ?? null;
  const server = await listen(subgraphs[0]!, { config, log, ping, tracer });
  opened(() => server.stop());
  return { url: server.url };
}
