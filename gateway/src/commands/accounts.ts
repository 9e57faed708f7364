import { readFile } from 'node:fs/promises';
import { parseEnv } from 'node:util';
import { invalidInput, TributaryError } from '@tributary/kit';
import { operatorPrincipal } from '@tributary/kit/host';
import { PUBLISHING_PLATFORMS, type PublishingPlatform, platformOf } from '@tributary/platforms';
import { Argument, Command } from 'commander';
import { type Session, withSession } from './session/index.ts';
import { hiddenPrompt } from './terminal/hidden-prompt.ts';
import { type Flags, json, workspace } from './terminal/options.ts';
import { print, table } from './terminal/output.ts';

interface Account {
  id: string;
  platform: string;
  handle: string;
  displayName: string | null;
  status: string;
  connectedAt: string;
}

/** Result of a mutation: the account, or the message of a failure. */
interface ChangeResult {
  __typename?: string;
  account?: Account;
  message?: string;
}

const FIELDS = 'id platform handle displayName status connectedAt';

/** `accounts`: the accounts that posts are published to. */
export function accountsCommand(): Command {
  const group = new Command('accounts').description('manage the accounts that posts are published to');
  group
    .command('connect')
    .description(
      'connect an account or replace its credentials, which are prompted for or read as JSON from standard input, and verified before they are stored',
    )
    .addArgument(new Argument('<platform>', 'platform of the account').choices([...PUBLISHING_PLATFORMS]))
    .addOption(workspace())
    // Not `--env-file`: Node interprets an option of that name itself, even after the script's
    // name.
    .option('--credentials-file <file>', 'read the credentials from a file of NAME=value lines')
    .option('--name <name>', "display name (default: the account's name on the platform)")
    .addOption(json())
    .action((platform: PublishingPlatform, flags: Flags & { credentialsFile?: string; name?: string }) =>
      connect(platform, flags),
    );
  group
    .command('list')
    .description('list the accounts of a workspace, oldest first')
    .addOption(workspace())
    .addOption(json())
    .action((flags: Flags) => list(flags));
  group
    .command('disconnect <id>')
    .description('delete the credentials of an account; its posts are kept')
    .addOption(workspace())
    .addOption(json())
    .action((id: string, flags: Flags) => disconnect(id, flags));
  return group;
}

async function connect(
  platform: PublishingPlatform,
  flags: Flags & { credentialsFile?: string; name?: string },
): Promise<void> {
  const credentials = await readCredentials(platform, flags.credentialsFile);
  await withSession(async (session) => {
    const document = `mutation ConnectAccount($input: ConnectAccountInput!) {
      connectAccount(input: $input) {
        __typename
        ... on AccountConnected { account { ${FIELDS} } }
        ... on Failure { message }
      }
    }`;
    const input = { platform: platform.toUpperCase(), credentials, displayName: flags.name ?? null };
    const account = await change(session, flags, document, { input });
    print(flags.json, account, [`Connected ${account.handle} on ${platform} (${account.id}).`]);
  });
}

function disconnect(id: string, flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const document = `mutation DisconnectAccount($id: ID!) {
      disconnectAccount(id: $id) {
        ... on AccountDisconnected { account { ${FIELDS} } }
        ... on NotFound { message }
        ... on Conflict { message }
      }
    }`;
    const account = await change(session, flags, document, { id });
    print(flags.json, account, [`Disconnected ${account.handle} (${account.id}).`]);
  });
}

function list(flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const accounts: Account[] = [];
    for await (const page of pages(session, flags)) accounts.push(...page);
    const rows = accounts.map(({ id, platform, handle, status, connectedAt }) => [
      id,
      platform.toLowerCase(),
      handle,
      status.toLowerCase(),
      connectedAt,
    ]);
    print(flags.json, accounts, table([['ID', 'PLATFORM', 'HANDLE', 'STATUS', 'CONNECTED'], ...rows]));
  });
}

async function* pages({ admin, graph }: Session, { workspace }: Flags): AsyncGenerator<Account[]> {
  const { id } = await admin.findWorkspace(workspace);
  const document = `query Accounts($after: String) {
    connectedAccounts(first: 100, after: $after) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } }
  }`;
  for (let after: string | null = null, more = true; more; ) {
    const { connectedAccounts: page }: { connectedAccounts: Page } = await graph.ask(
      { principal: operatorPrincipal(id) },
      document,
      { after },
    );
    yield page.nodes;
    ({ hasNextPage: more, endCursor: after } = page.pageInfo);
  }
}

interface Page {
  nodes: Account[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}

async function change(
  { admin, graph }: Session,
  { workspace }: Flags,
  document: string,
  variables: Record<string, unknown>,
): Promise<Account> {
  const { id } = await admin.findWorkspace(workspace);
  const [result] = Object.values(
    await graph.ask<Record<string, ChangeResult>>({ principal: operatorPrincipal(id) }, document, variables),
  );
  if (!result?.account) {
    const code = result?.__typename === 'PlatformUnreachable' ? 'UPSTREAM_FAILED' : 'INVALID_INPUT';
    throw new TributaryError(code, result?.message ?? 'The graph returned no result.');
  }
  return result.account;
}

/**
 * Reads credentials from a file, a prompt or standard input. Never from arguments, which other
 * users can see in the process list and shells keep in their history.
 */
async function readCredentials(
  platform: PublishingPlatform,
  file?: string,
): Promise<{ name: string; value: string }[]> {
  const credentials = file
    ? parseEnv(await readCredentialsFile(file))
    : process.stdin.isTTY
      ? await promptFor(platform)
      : await readStandardInput();
  return Object.entries(credentials).map(([name, value]) => ({ name, value: value ?? '' }));
}

async function readCredentialsFile(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const why = code === 'ENOENT' ? 'the file does not exist' : code;
    throw invalidInput('credentials-file', `Cannot read --credentials-file ${file}: ${why}.`);
  }
}

async function promptFor(platform: PublishingPlatform): Promise<Record<string, string>> {
  const { required, optional } = platformOf(platform).publish!.credentials;
  const credentials: Record<string, string> = {};
  for (const name of [...required, ...optional]) {
    const value = await hiddenPrompt(required.includes(name) ? `${name}: ` : `${name} (optional): `);
    if (value) credentials[name] = value;
  }
  return credentials;
}

async function readStandardInput(): Promise<Record<string, string>> {
  const text = Buffer.concat(await process.stdin.toArray()).toString('utf8');
  const invalid = () =>
    invalidInput('credentials', 'Standard input must be a JSON object of credentials, `{"name": "value"}`.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw invalid();
  }
  const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isRecord || Object.values(value as object).some((each) => typeof each !== 'string')) throw invalid();
  return value as Record<string, string>;
}
