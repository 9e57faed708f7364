import { readFileSync } from 'node:fs';
import { TributaryError } from '@tributary/kit';
import { Command, CommanderError } from 'commander';
import { accountsCommand } from './commands/accounts.ts';
import { balanceCommand } from './commands/balance.ts';
import { configCommand } from './commands/config.ts';
import { databaseCommand } from './commands/database.ts';
import { exportCommand } from './commands/export/index.ts';
import { identityCommands } from './commands/identity/index.ts';
import { importCommand } from './commands/import.ts';
import { importsCommand } from './commands/imports.ts';
import { mcpCommand } from './commands/mcp.ts';
import { notificationCommands } from './commands/notifications/index.ts';
import { oauthCommands } from './commands/oauth-clients.ts';
import { retentionCommand } from './commands/retention.ts';
import { routerCommands } from './commands/router/index.ts';
import { schemaCommand } from './commands/schema/index.ts';
import { secretsCommand } from './commands/secrets.ts';
import { snapshotsCommand } from './commands/snapshots.ts';
import { sourcesCommand } from './commands/sources.ts';
import { trackersCommand } from './commands/trackers/index.ts';

/** Exit codes: 1 for a failure, 2 for incorrect usage. */
const FAILED = 1;
const WRONG_USE = 2;

/** Runs the command line; sets the exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  try {
    await program().parseAsync(argv);
  } catch (error) {
    process.exitCode = report(error);
  }
}

/** Creates the command line, with all its commands. */
export function program(): Command {
  const tributary = new Command('tributary')
    .description('Five social-intelligence APIs, one graph: a self-hosted GraphQL federated gateway.')
    .version(readVersion(), '--version', 'print the version')
    .showHelpAfterError('(see --help)')
    .exitOverride();
  const commands = [
    start(),
    ...routerCommands(),
    schemaCommand(),
    ...identityCommands(),
    oauthCommands(),
    importCommand(),
    exportCommand(),
    importsCommand(),
    trackersCommand(),
    sourcesCommand(),
    retentionCommand(),
    snapshotsCommand(),
    balanceCommand(),
    accountsCommand(),
    ...notificationCommands(),
    mcpCommand(),
    secretsCommand(),
    databaseCommand(),
    configCommand(),
  ];
  // Settings must be inherited before the command is added: Commander copies them only to
  // subcommands that it creates itself.
  for (const command of commands) tributary.addCommand(inherit(command));
  return tributary;
}

function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

function start(): Command {
  return (
    new Command('start')
      .description('start the gateway, configured by the environment (see docs/configuration.md)')
      // Imported lazily: the gateway's dependencies take longer to load than most commands take to
      // run.
      .action(async () => (await import('./main.ts')).main())
  );
}

function inherit(command: Command): Command {
  command.exitOverride().showHelpAfterError('(see --help)');
  for (const child of command.commands) inherit(child as Command);
  return command;
}

function report(error: unknown): number {
  // Commander has written its own message; help and --version are not errors.
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : WRONG_USE;
  process.stderr.write(`tributary: ${(error as Error).message}\n`);
  return error instanceof TributaryError && error.code === 'INVALID_INPUT' ? WRONG_USE : FAILED;
}
