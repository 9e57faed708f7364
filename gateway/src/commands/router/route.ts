import cluster from 'node:cluster';
import { dirname, resolve } from 'node:path';
import { invalidInput } from '@tributary/kit';
import { type Config, createLogger, onShutdown, readConfig } from '@tributary/kit/host';
import { Command, InvalidArgumentError } from 'commander';
import type { ReadRouterFile, RouterOptions, TextSource } from '../../router/index.ts';

type Peers = NonNullable<RouterOptions['peers']>;
type RouterModule = typeof import('../../router/index.ts');

interface Flags {
  supergraph?: string;
  config?: string;
  port?: number;
  plain?: boolean;
  workers?: number;
}

/** How often a supergraph at a URL is requested if the file does not say, in milliseconds. */
const POLL_INTERVAL = 10_000;

/** Maximum number of workers. */
const MOST_WORKERS = 256;

/** `route`: runs the gateway as a general router for any supergraph. */
export function routeCommand(): Command {
  return new Command('route')
    .description(
      'start a router for any Federation 2 supergraph, configured by a file and the environment (see docs/router.md)',
    )
    .option(
      '--supergraph <file>',
      'composed supergraph SDL, which contains the URLs of its subgraphs: a file or a URL',
    )
    .option('--config <file>', 'configuration file in YAML or JSON')
    .option('--port <n>', 'port to listen on (default: the setting PORT)', readPort)
    .option('--plain', 'run without authentication, limits and database')
    .option('--workers <n>', 'number of processes that share the port (default: 1)', readWorkers)
    .action(route);
}

async function route(flags: Flags): Promise<void> {
  const { workers = 1 } = flags;
  if (workers === 1) return serve(flags);
  const { joinWorkers, startWorkers } = await import('../../router/workers/index.ts');
  if (cluster.isPrimary) {
    const log = createLogger(readConfig().LOG_LEVEL);
    const onFailed = (code: number) => {
      process.exitCode = code;
    };
    const running = startWorkers({ count: workers, log, onReady: greet, onFailed });
    process.on('SIGHUP', running.reload);
    return onShutdown(log, running.stop);
  }
  try {
    await serve(flags, await joinWorkers());
  } catch (error) {
    // The channel to the primary process would keep this one running.
    cluster.worker?.disconnect();
    throw error;
  }
}

async function serve({ supergraph, config: path, port, plain = false }: Flags, peers?: Peers): Promise<void> {
  const router = await import('../../router/index.ts');
  const environment = readConfig();
  // A worker that replaces another starts with what the others serve: the present files may not be
  // valid.
  const texts = peers?.texts ?? null;
  const fileText = path === undefined ? undefined : (texts?.file ?? router.readText(path, 'config'));
  const readFile = (text: string) => router.readRouterFile(path ?? '', text, environment.variable);
  const file = fileText === undefined ? router.NO_FILE : readFile(fileText);
  const whole: Config = router.withFileSettings(environment, file);
  const config = peers ? router.dividedLimits(whole, peers.workers) : whole;
  const log = createLogger(config.LOG_LEVEL);
  const sources = {
    supergraph: supergraphSource(router, supergraph, file, path),
    file: path === undefined ? undefined : router.fileSource(path, 'config'),
    readFile,
  };
  const supergraphSdl = texts?.supergraph ?? (await sources.supergraph.read());
  const running = await router.startRouter({ ...config, PORT: peers?.port ?? port ?? config.PORT }, log, {
    supergraphSdl,
    plain,
    file,
    sources,
    peers,
  });
  process.on('SIGHUP', () => void running.reload());
  onShutdown(log, running.stop);
  if (texts) await running.reload();
  if (peers) peers.ready(running.url);
  else greet(running.url);
}

function greet(url: string): void {
  process.stdout.write(`Tributary is ready at ${url}\n  GraphQL and GraphiQL  ${url}/graphql\n`);
}

/** Finds where the supergraph is: by the flag, or else by the configuration file. */
function supergraphSource(
  { fileSource, urlSource }: RouterModule,
  flag: string | undefined,
  { values: { supergraph = {} } }: ReadRouterFile,
  configPath = '.',
): TextSource {
  const isUrl = flag !== undefined && /^https?:\/\//.test(flag);
  const url = isUrl ? flag : flag === undefined ? supergraph.url : undefined;
  if (url !== undefined)
    return urlSource({ url, pollMs: supergraph.pollMs ?? POLL_INTERVAL, headers: supergraph.headers });
  if (flag !== undefined) return fileSource(flag, 'supergraph');
  if (supergraph.file !== undefined)
    return fileSource(resolve(dirname(configPath), supergraph.file), 'supergraph');
  throw invalidInput(
    'supergraph',
    'There is no supergraph: give `--supergraph <file>`, or `supergraph` in the configuration file.',
  );
}

function readWorkers(text: string): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < 1 || count > MOST_WORKERS)
    throw new InvalidArgumentError(`It must be an integer from 1 to ${MOST_WORKERS}.`);
  return count;
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be an integer from 0 to 65535.');
  return port;
}
