import { readFileSync } from 'node:fs';
import { invalidInput } from '@tributary/kit';
import { createLogger, onShutdown, readConfig } from '@tributary/kit/host';
import { Command, InvalidArgumentError } from 'commander';

interface Flags {
  supergraph: string;
  config?: string;
  port?: number;
  plain?: boolean;
}

/** `route`: runs the gateway as a general router for any supergraph. */
export function routeCommand(): Command {
  return new Command('route')
    .description(
      'start a router for any Federation 2 supergraph, configured by a file and the environment (see docs/router.md)',
    )
    .requiredOption(
      '--supergraph <file>',
      'composed supergraph SDL, which contains the URLs of its subgraphs',
    )
    .option('--config <file>', 'configuration file in YAML or JSON')
    .option('--port <n>', 'port to listen on (default: the setting PORT)', readPort)
    .option('--plain', 'run without authentication, limits and database')
    .action(route);
}

async function route({ supergraph, config: file, port, plain = false }: Flags): Promise<void> {
  const { NO_FILE, readRouterFile, startRouter, withFileSettings } = await import('../router/index.ts');
  const environment = readConfig();
  const read = file ? readRouterFile(file, readText('config', file), environment.variable) : NO_FILE;
  const config = withFileSettings(environment, read);
  const log = createLogger(config.LOG_LEVEL);
  const options = { supergraphSdl: readText('supergraph', supergraph), plain, file: read };
  const router = await startRouter({ ...config, PORT: port ?? config.PORT }, log, options);
  onShutdown(log, router.stop);
  process.stdout.write(
    `Tributary is ready at ${router.url}\n  GraphQL and GraphiQL  ${router.url}/graphql\n`,
  );
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be an integer from 0 to 65535.');
  return port;
}

function readText(option: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw invalidInput(option, (error as Error).message);
  }
}
