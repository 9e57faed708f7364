import { Command } from 'commander';
import { withSession } from './session/index.ts';
import { json, workspace } from './terminal/options.ts';
import { print, table } from './terminal/output.ts';

interface Options {
  workspace: string;
  json?: boolean;
}

/** `oauth`: OAuth clients, and the keys that sign their tokens. */
export function oauthCommands(): Command {
  const group = new Command('oauth').description('manage OAuth clients and signing keys');
  group.addCommand(clients());
  const keys = new Command('keys').description('manage the keys that sign access tokens');
  keys
    .command('rotate')
    .description('sign new tokens with a new key; existing tokens remain valid until they expire')
    .addOption(json())
    .action((options: Pick<Options, 'json'>) =>
      withSession(async ({ oauth }) => {
        const kid = await oauth.rotateKeys();
        print(options.json, { kid }, [`New tokens are signed with the key ${kid}.`]);
      }),
    );
  return group.addCommand(keys);
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
    .action((name: string, options: Options & { redirectUri?: string[]; public: boolean; scopes?: string }) =>
      withSession(async ({ admin, oauth }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        const created = await oauth.createClient(id, {
          name,
          redirectUris: options.redirectUri ?? [],
          public: options.public,
          scopes: options.scopes?.split(',').map((scope) => scope.trim()) ?? null,
        });
        const lines = [`Client id: ${created.clientId}`, `Client secret: ${created.clientSecret ?? 'none'}`];
        print(options.json, created, lines);
      }),
    );
  group
    .command('update <id>')
    .description('replace the redirect URIs of a client')
    .addOption(workspace())
    .requiredOption('--redirect-uri <uris...>', 'allowed redirect URIs, compared exactly')
    .option('--add', 'add to the redirect URIs instead of replacing them', false)
    .addOption(json())
    .action((clientId: string, options: Options & { redirectUri: string[]; add: boolean }) =>
      withSession(async ({ admin, oauth }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        const { redirectUri: redirectUris, add } = options;
        const updated = await oauth.updateClient(id, clientId, { redirectUris, add });
        const lines = [`Redirect URIs of the client ${clientId}:`, ...updated.redirectUris];
        print(options.json, { clientId, redirectUris: updated.redirectUris }, lines);
      }),
    );
  group
    .command('list')
    .description('list the clients of a workspace, newest first')
    .addOption(workspace())
    .addOption(json())
    .action((options: Options) =>
      withSession(async ({ admin, oauth }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        const all = (await oauth.listClients(id)).map(({ secretHash, ...client }) => ({
          ...client,
          confidential: secretHash !== null,
        }));
        const rows = all.map((each) => [each.clientId, each.name, each.revokedAt ? 'revoked' : 'active']);
        print(options.json, all, table([['ID', 'NAME', 'STATUS'], ...rows]));
      }),
    );
  group
    .command('revoke <id>')
    .description('revoke a client; its tokens stop working within two seconds')
    .addOption(workspace())
    .addOption(json())
    .action((clientId: string, options: Options) =>
      withSession(async ({ admin, oauth }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        await oauth.revokeClient(id, clientId);
        print(options.json, { clientId }, [`Revoked the client ${clientId}.`]);
      }),
    );
  return group;
}
