import { invalidInput, TributaryError } from '@tributary/kit';
import { type OpenSubgraph, operatorPrincipal } from '@tributary/kit/host';
import { Command } from 'commander';
import { graphql } from 'graphql';
import { type Session, withSession } from './session/index.ts';
import { type Flags, json, workspace } from './terminal/options.ts';
import { print, table } from './terminal/output.ts';

/** Micro-dollars per dollar; amounts are integers of micro-dollars. */
const DOLLAR = 1_000_000;

interface Balance {
  microDollars: number;
  entries: {
    kind: string;
    microDollars: number;
    balance: number;
    operation: string | null;
    note: string | null;
    at: string;
  }[];
}

const FIELDS = 'microDollars entries { kind microDollars balance operation note at }';

/** `balance`: a workspace's prepaid balance for looking up creators and posts. */
export function balanceCommand(): Command {
  const group = new Command('balance').description(
    'manage the prepaid balance for looking up creators and posts',
  );
  group
    .command('add <dollars>')
    .description('add an amount in US dollars, with up to six decimals')
    .addOption(workspace())
    .option('--note <text>', 'reason, shown in the ledger')
    .addOption(json())
    .action((dollars: string, flags: Flags & { note?: string }) =>
      withSession(async (session) => {
        const microDollars = readDollars(dollars);
        const query = `mutation ($microDollars: Long!, $note: String) {
          addCreatorFunds(microDollars: $microDollars, note: $note) { ${FIELDS} }
        }`;
        const data = await ask(session, flags.workspace, query, { microDollars, note: flags.note });
        show(flags, data['addCreatorFunds'] as Balance);
      }),
    );
  group
    .command('show')
    .description('show the balance and the newest entries of its ledger')
    .addOption(workspace())
    .addOption(json())
    .action((flags: Flags) =>
      withSession(async (session) => {
        const data = await ask(session, flags.workspace, `{ creatorBalance { ${FIELDS} } }`, {});
        show(flags, data['creatorBalance'] as Balance);
      }),
    );
  return group;
}

function readDollars(text: string): number {
  if (!/^\d{1,6}(\.\d{1,6})?$/.test(text) || Number(text) === 0)
    throw invalidInput(
      'dollars',
      `<dollars> must be an amount greater than 0, such as 25 or 0.50, not "${text}".`,
    );
  return Math.round(Number(text) * DOLLAR);
}

/**
 * Executes an operation on the subgraph as the operator, since no API key may see or change a
 * balance.
 */
async function ask(
  { admin, newId, subgraphs }: Session,
  workspace: string,
  source: string,
  variableValues: Record<string, unknown>,
): Promise<Record<string, unknown>> {
  const { id } = await admin.findWorkspace(workspace);
  const creators = subgraphs.find(({ name }) => name === 'creators') as OpenSubgraph;
  const contextValue = creators.context({
    principal: operatorPrincipal(id),
    requestId: newId(),
    signal: new AbortController().signal,
  });
  const { data, errors } = await graphql({ schema: creators.schema, source, variableValues, contextValue });
  const original = errors?.[0]?.originalError;
  if (original instanceof TributaryError) throw original;
  if (errors?.[0]) throw errors[0];
  return data as Record<string, unknown>;
}

function show({ json, workspace }: Flags, balance: Balance): void {
  const rows = balance.entries.map((entry) => [
    entry.at,
    entry.kind.toLowerCase(),
    dollarsOf(entry.microDollars),
    dollarsOf(entry.balance),
    entry.operation ?? entry.note ?? '',
  ]);
  print(json, balance, [
    `The balance of ${workspace} is ${dollarsOf(balance.microDollars)} USD.`,
    ...(rows.length > 0 ? table([['TIME', 'KIND', 'USD', 'BALANCE', 'FOR'], ...rows]) : []),
  ]);
}

function dollarsOf(micros: number): string {
  return (micros / DOLLAR).toFixed(6).replace(/(\.\d\d\d*?)0*$/, '$1');
}
