import { fileURLToPath } from 'node:url';
import type { Logger } from '@tributary/kit';
import { type Close, type Config, exclusively, withClosing } from '@tributary/kit/host';
import { openTelemetry } from '@tributary/kit/telemetry';
import { uploadOrigin } from '@tributary/publishing';
import { type Admin, createDemo, type DemoKeys, type OauthAdmin } from './access/index.ts';
import { type Composition, compose, type Overrides } from './compose/index.ts';
import { type GatewayConfig, gatewayConfig } from './config/index.ts';
import { registerEndpoints } from './endpoints.ts';
import type { Graph } from './graph/index.ts';
import { type Console, createServer, openConsole } from './http/index.ts';
import { createRouter, dialects, malformedRequestIn, parseHosts } from './rest/index.ts';
import { readLayout } from './subgraph-layout.ts';

/** The console's build, which `npm start` creates if it is missing. */
const CONSOLE_FOLDER = fileURLToPath(new URL('../console/dist', import.meta.url));

/** A running gateway. */
export interface App {
  readonly url: string;
  readonly admin: Admin;
  readonly oauth: OauthAdmin;
  readonly graph: Graph;
  /** Keys of the demo workspace, if this start created it. */
  readonly demoKeys: DemoKeys | null;
  /**
   * Creates the link by which the first owner makes an account; null if the installation has a
   * user, several workspaces or no console.
   */
  createOwnerLink(): Promise<string | null>;
  /** Finishes requests in flight, accepts no more, and closes everything; for SIGTERM. */
  stop(): Promise<void>;
}

/**
 * Starts the gateway: all subgraphs, jobs and endpoints. If it fails, the parts that were opened
 * are closed.
 */
export function startApp(config: Config, log: Logger, overrides: Overrides = {}): Promise<App> {
  return withClosing(log, (opened) => start(gatewayConfig(config), log, overrides, opened));
}

async function start(
  config: GatewayConfig,
  log: Logger,
  overrides: Overrides,
  opened: (close: Close) => void,
): Promise<Omit<App, 'stop'>> {
  let address = '';
  const issuer = () => config.PUBLIC_URL || address;
  const telemetry = await openTelemetry(config);
  if (telemetry) opened(() => telemetry.stop());
  const tracer = telemetry?.tracer;
  const parts = await compose(config, log, readLayout(config, issuer, tracer), overrides, opened);
  telemetry?.exportMetrics(parts.metrics.registry, parts.clock);
  const graph = await parts.graph();
  const demoKeys = await createDemoWorkspace(config, parts);
  await parts.startJobs();
  const usage = config.CLIENT_USAGE === 'on' ? parts.usage.record() : undefined;
  if (usage) opened(() => usage.stop());
  const webConsole = openWebConsole(config, issuer);
  const server = await createServer({
    config,
    log,
    metrics: parts.metrics,
    newId: parts.newId,
    router: createRouter(dialects, parseHosts(config.DIALECT_HOSTS, dialects), parts.admission.callers),
    malformed: malformedRequestIn(dialects),
    tracer,
    ...(webConsole ? { showPage: webConsole.show } : {}),
  });
  await registerEndpoints(server, { config, log, parts, graph, usage, issuer, webConsole, opened });
  address = await server.listen({ host: config.HOST, port: config.PORT });
  return {
    url: address,
    admin: parts.admin,
    oauth: parts.oauthAdmin,
    graph,
    demoKeys,
    createOwnerLink: async () => (webConsole ? ((await parts.admin.createOwnerLink())?.url ?? null) : null),
  };
}

/**
 * Opens the console, which may send files to the storage that receives uploads; null if it is off.
 */
function openWebConsole(config: GatewayConfig, publicUrl: () => string): Console | null {
  if (config.TRIBUTARY_CONSOLE === 'off') return null;
  return openConsole({ folder: CONSOLE_FOLDER, publicUrl, uploadOrigin: uploadOrigin(config) });
}

/**
 * Creates the demo workspace. The graph is open by then: sample data of one subgraph refers to that
 * of another.
 */
async function createDemoWorkspace(
  config: GatewayConfig,
  { database, admin, subgraphs: here, clock }: Composition,
): Promise<DemoKeys | null> {
  if (!database.embedded || config.TRIBUTARY_DEMO !== 'on') return null;
  const fill = async (workspaceId: string) => {
    for (const subgraph of here) await subgraph.demo(workspaceId, new Date(clock()));
  };
  return exclusively(database.lockPool, 'demo', () => createDemo(admin, config.dataDir, fill));
}
