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
  const group = new Command('oauth').description('OAuth clients and signing keys');
  group.addCommand(clients());
  const keys = new Command('keys').description('keys that sign access tokens');
  keys
    .command('rotate')
    .description('sign with a new key; tokens of the former one work until they expire')
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
  const group = new Command('clients').description('OAuth clients of a workspace');
  group
    .command('create <name>')
    .description('create a client and show its secret, this once')
    .addOption(workspace())
    .option(
      '--redirect-uri <uris...>',
      'exact addresses that codes may be sent to; may be added later by update',
    )
    .option('--public', 'a client that can keep no secret', false)
    .option('--scopes <scopes>', 'scopes, comma-separated; without, all')
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
    .description('set the redirect URIs of a client')
    .addOption(workspace())
    .requiredOption('--redirect-uri <uris...>', 'exact addresses that codes may be sent to')
    .option('--add', 'keep the addresses that the client has', false)
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
        const rows = all.map((each) => [each.clientId, each.name, each.revokedAt ? 'revoked' : 'works']);
        print(options.json, all, table([['ID', 'NAME', 'STATE'], ...rows]));
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
