import { readFileSync } from 'node:fs';
import { invalidInput } from '@tributary/kit';
import { createLogger, onShutdown, readConfig } from '@tributary/kit/host';
import { Command, InvalidArgumentError } from 'commander';

interface Flags {
  supergraph: string;
  port?: number;
  plain?: boolean;
}

/** `route`: runs the gateway as a general router for any supergraph. */
export function routeCommand(): Command {
  return new Command('route')
    .description(
      'start a router for any Federation 2 supergraph, configured by the environment (see docs/configuration.md)',
    )
    .requiredOption(
      '--supergraph <file>',
      'composed supergraph SDL, which contains the URLs of its subgraphs',
    )
    .option('--port <n>', 'port to listen on (default: the setting PORT)', readPort)
    .option('--plain', 'run without authentication, limits and database')
    .action(async ({ supergraph, port, plain = false }: Flags) => {
      const config = readConfig();
      const log = createLogger(config.LOG_LEVEL);
      const { startRouter } = await import('../router.ts');
      const router = await startRouter({ ...config, PORT: port ?? config.PORT }, log, {
        supergraphSdl: readSupergraph(supergraph),
        plain,
      });
      onShutdown(log, router.stop);
      process.stdout.write(
        `Tributary is ready at ${router.url}\n  GraphQL and GraphiQL  ${router.url}/graphql\n`,
      );
    });
}

function readPort(text: string): number {
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535)
    throw new InvalidArgumentError('It must be an integer from 0 to 65535.');
  return port;
}

function readSupergraph(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw invalidInput('supergraph', (error as Error).message);
  }
}
