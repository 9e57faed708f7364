import { dirname, resolve } from 'node:path';
import { invalidInput } from '@tributary/kit';
import { type Config, createLogger, onShutdown, readConfig } from '@tributary/kit/host';
import { Command, InvalidArgumentError } from 'commander';
import type { ReadRouterFile, TextSource } from '../router/index.ts';

type RouterModule = typeof import('../router/index.ts');

interface Flags {
  supergraph?: string;
  config?: string;
  port?: number;
  plain?: boolean;
}

/** How often a supergraph at a URL is requested if the file does not say, in milliseconds. */
const POLL_INTERVAL = 10_000;

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
    .action(route);
}

async function route({ supergraph, config: path, port, plain = false }: Flags): Promise<void> {
  const router = await import('../router/index.ts');
  const environment = readConfig();
  const fileText = path === undefined ? undefined : router.readText(path, 'config');
  const readFile = (text: string) => router.readRouterFile(path ?? '', text, environment.variable);
  const file = fileText === undefined ? router.NO_FILE : readFile(fileText);
  const config: Config = router.withFileSettings(environment, file);
  const log = createLogger(config.LOG_LEVEL);
  const sources = {
    supergraph: supergraphSource(router, supergraph, file, path),
    file: path === undefined ? undefined : router.fileSource(path, 'config'),
    readFile,
  };
  const supergraphSdl = await sources.supergraph.read();
  const running = await router.startRouter({ ...config, PORT: port ?? config.PORT }, log, {
    supergraphSdl,
    plain,
    file,
    sources,
  });
  process.on('SIGHUP', () => void running.reload());
  onShutdown(log, running.stop);
  process.stdout.write(
    `Tributary is ready at ${running.url}\n  GraphQL and GraphiQL  ${running.url}/graphql\n`,
  );
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

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be an integer from 0 to 65535.');
  return port;
}
