import { Command, InvalidArgumentError } from 'commander';
import { withSession } from './session/index.ts';
import { json } from './terminal/options.ts';
import { print } from './terminal/output.ts';

interface Node {
  readonly host: string;
  readonly port: number;
}

/** `database`: where tables are on a Citus cluster. */
export function databaseCommand(): Command {
  const group = new Command('database').description('distribute the tables on a Citus cluster');
  group
    .command('distribute')
    .description('distribute the tables of tenants that are not distributed yet, with their rows')
    .option('--coordinator <host:port>', 'register the address at which workers reach this server', nodeOf)
    .option('--workers <host:port,…>', 'add workers to the cluster', nodesOf, [])
    .option('--dry-run', 'print the statements without sending them; this does not need Citus')
    .addOption(json())
    .action(distributeTables);
  group
    .command('check')
    .description('list tables that are in the wrong place, such as new ones after an upgrade')
    .addOption(json())
    .action(checkTables);
  return group;
}

interface DistributeFlags {
  readonly coordinator?: Node;
  readonly workers: readonly Node[];
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

function distributeTables({ coordinator, workers, dryRun = false, json }: DistributeFlags): Promise<void> {
  return withSession(async ({ distributeTables, placement }) => {
    const statements: string[] = [];
    // Moving the rows of a table may take long, so each statement is shown before it is sent.
    const onStatement = (text: string) => (json ? statements.push(text) : process.stdout.write(`${text};\n`));
    const distributed = await distributeTables({ coordinator, workers, dryRun, onStatement });
    const local = Object.fromEntries(placement.local);
    print(json, { distributed, statements, local }, [
      ...Object.entries(local).map(([table, because]) => `-- ${table} stays on the coordinator: ${because}`),
      dryRun
        ? `-- Would distribute ${distributed.length} of ${placement.distributed.length} tables.`
        : `-- Distributed ${distributed.length} of ${placement.distributed.length} tables; the others were distributed before.`,
    ]);
  });
}

function checkTables({ json }: { json?: boolean }): Promise<void> {
  return withSession(async ({ findMisplacedTables }) => {
    const misplaced = await findMisplacedTables();
    if (misplaced === null) {
      print(json, { citus: false, misplaced: [] }, ['The database has no Citus: nothing is distributed.']);
      return;
    }
    const lines = misplaced.map(({ table, problem }) => `${table} ${problem}`);
    print(json, { citus: true, misplaced }, lines.length > 0 ? lines : ['Every table is where it belongs.']);
    if (misplaced.length > 0) throw new Error(`Tables in the wrong place: ${misplaced.length}.`);
  });
}

function nodesOf(text: string): Node[] {
  return text.split(',').map(nodeOf);
}

function nodeOf(text: string): Node {
  const [, host, port] = /^(.+):(\d{1,5})$/.exec(text.trim()) ?? [];
  if (!host || Number(port) > 65_535) throw new InvalidArgumentError(`Expected host:port, got "${text}".`);
  return { host, port: Number(port) };
}
