import { PUBLISHING_PLATFORMS, type PublishingPlatform, platformOf } from '@tributary/platforms';
import { Argument, Command } from 'commander';
import { ask, change, FAILURE, type Session, withSession } from './session/index.ts';
import { credentialsFile, readCredentials } from './terminal/credentials.ts';
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

interface Changed {
  readonly account: Account;
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
    .addOption(credentialsFile())
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
  const credentials = await readCredentials(platformOf(platform).publish!.credentials, flags.credentialsFile);
  await withSession(async (session) => {
    const document = `mutation ConnectAccount($input: ConnectAccountInput!) {
      result: connectAccount(input: $input) {
        ... on AccountConnected { account { ${FIELDS} } } ${FAILURE}
      }
    }`;
    const input = { platform: platform.toUpperCase(), credentials, displayName: flags.name ?? null };
    const { account } = await change<Changed>(session, flags, document, { input });
    print(flags.json, account, [`Connected ${account.handle} on ${platform} (${account.id}).`]);
  });
}

function disconnect(id: string, flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const document = `mutation DisconnectAccount($id: ID!) {
      result: disconnectAccount(id: $id) {
        ... on AccountDisconnected { account { ${FIELDS} } } ${FAILURE}
      }
    }`;
    const { account } = await change<Changed>(session, flags, document, { id });
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

async function* pages(session: Session, flags: Flags): AsyncGenerator<Account[]> {
  const document = `query Accounts($after: String) {
    connectedAccounts(first: 100, after: $after) { nodes { ${FIELDS} } pageInfo { hasNextPage endCursor } }
  }`;
  for (let after: string | null = null, more = true; more; ) {
    const { connectedAccounts: page }: { connectedAccounts: Page } = await ask(session, flags, document, {
      after,
    });
    yield page.nodes;
    ({ hasNextPage: more, endCursor: after } = page.pageInfo);
  }
}

interface Page {
  nodes: Account[];
  pageInfo: { hasNextPage: boolean; endCursor: string | null };
}
