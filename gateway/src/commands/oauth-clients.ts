import { Command } from 'commander';
import { withSession } from './session/index.ts';
import { type Flags, json, workspace } from './terminal/options.ts';
import { print, table } from './terminal/output.ts';

/** `oauth`: OAuth clients, and the keys that sign their tokens. */
export function oauthCommands(): Command {
  const group = new Command('oauth').description('manage OAuth clients and signing keys');
  group.addCommand(clients());
  const keys = new Command('keys').description('manage the keys that sign access tokens');
  keys
    .command('rotate')
    .description('sign new tokens with a new key; existing tokens remain valid until they expire')
    .addOption(json())
    .action((flags: Pick<Flags, 'json'>) =>
      withSession(async ({ oauth }) => {
        const kid = await oauth.rotateKeys();
        print(flags.json, { kid }, [`New tokens are signed with the key ${kid}.`]);
      }),
    );
  return group.addCommand(keys);
}

interface CreateFlags extends Flags {
  redirectUri?: string[];
  public: boolean;
  scopes?: string;
}

interface UpdateFlags extends Flags {
  redirectUri: string[];
  add: boolean;
}

function clients(): Command {
  const group = new Command('clients').description('manage the OAuth clients of a workspace');
  group
    .command('create <name>')
    .description('create a client and print its secret, which cannot be shown again')
    .addOption(workspace())
    .option(
      '--redirect-uri <uris...>',
      'allowed redirect URIs, compared exactly; `update` can add them later',
    )
    .option('--public', 'create a public client, which has no secret and must use PKCE', false)
    .option('--scopes <scopes>', 'comma-separated scopes (default: all)')
    .addOption(json())
    .action((name: string, flags: CreateFlags) => create(name, flags));
  group
    .command('update <id>')
    .description('replace the redirect URIs of a client')
    .addOption(workspace())
    .requiredOption('--redirect-uri <uris...>', 'allowed redirect URIs, compared exactly')
    .option('--add', 'add to the redirect URIs instead of replacing them', false)
    .addOption(json())
    .action((clientId: string, flags: UpdateFlags) => update(clientId, flags));
  group
    .command('list')
    .description('list the clients of a workspace, newest first')
    .addOption(workspace())
    .addOption(json())
    .action((flags: Flags) => list(flags));
  group
    .command('revoke <id>')
    .description('revoke a client; its tokens stop working within two seconds')
    .addOption(workspace())
    .addOption(json())
    .action((clientId: string, flags: Flags) => revoke(clientId, flags));
  return group;
}

function create(name: string, flags: CreateFlags): Promise<void> {
  return withSession(async ({ admin, oauth }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const created = await oauth.createClient(id, {
      name,
      redirectUris: flags.redirectUri ?? [],
      public: flags.public,
      scopes: flags.scopes?.split(',').map((scope) => scope.trim()) ?? null,
    });
    const lines = [`Client id: ${created.clientId}`, `Client secret: ${created.clientSecret ?? 'none'}`];
    print(flags.json, created, lines);
  });
}

function update(clientId: string, flags: UpdateFlags): Promise<void> {
  return withSession(async ({ admin, oauth }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const { redirectUri: redirectUris, add } = flags;
    const updated = await oauth.updateClient(id, clientId, { redirectUris, add });
    const lines = [`Redirect URIs of the client ${clientId}:`, ...updated.redirectUris];
    print(flags.json, { clientId, redirectUris: updated.redirectUris }, lines);
  });
}

function list(flags: Flags): Promise<void> {
  return withSession(async ({ admin, oauth }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const all = (await oauth.listClients(id)).map(({ secretHash, ...client }) => ({
      ...client,
      confidential: secretHash !== null,
    }));
    const rows = all.map((each) => [each.clientId, each.name, each.revokedAt ? 'revoked' : 'active']);
    print(flags.json, all, table([['ID', 'NAME', 'STATUS'], ...rows]));
  });
}

function revoke(clientId: string, flags: Flags): Promise<void> {
  return withSession(async ({ admin, oauth }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    await oauth.revokeClient(id, clientId);
    print(flags.json, { clientId }, [`Revoked the client ${clientId}.`]);
  });
}
