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
      'route any Federation 2 supergraph; settings come from the environment (see docs/configuration.md)',
    )
    .requiredOption('--supergraph <file>', 'the composed supergraph, with the addresses of its subgraphs')
    .option('--port <n>', 'port to listen on, in place of PORT', readPort)
    .option('--plain', 'no identity, no limits and no database')
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
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('It must be 0 to 65535.');
  return port;
}

function readSupergraph(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw invalidInput('supergraph', (error as Error).message);
  }
}
