import { text as readAll } from 'node:stream/consumers';
import { invalidInput } from '@tributary/kit';
import { PRODUCTS, type Product } from '@tributary/kit/host';
import { isDate } from '@tributary/kit/text';
import { Command, Option } from 'commander';
import { KEY_KINDS, type KeyKind, PLANS } from '../access/index.ts';
import { withSession } from './session/index.ts';
import { hiddenPrompt } from './terminal/hidden-prompt.ts';
import { json, workspace } from './terminal/options.ts';
import { print, table } from './terminal/output.ts';

interface Json {
  json?: boolean;
}

const product = () =>
  new Option('--product <product>', 'the product').choices(PRODUCTS).makeOptionMandatory();

/** `workspaces`, `users`, `keys` and `plans`. */
export function identityCommands(): Command[] {
  return [workspaces(), users(), keys(), plans()];
}

function workspaces(): Command {
  const group = new Command('workspaces').description('manage workspaces (tenants)');
  group
    .command('create <name>')
    .description('create a workspace')
    .addOption(json())
    .action((name: string, options: Json) =>
      withSession(async ({ admin }) => {
        const created = await admin.createWorkspace(name);
        print(options.json, created, [`Created the workspace ${created.name} (${created.id}).`]);
      }),
    );
  group
    .command('list')
    .description('list all workspaces with their plans')
    .addOption(json())
    .action((options: Json) =>
      withSession(async ({ admin }) => {
        const all = await admin.listWorkspaces();
        const rows = all.map(({ name, id, plans }) => [name, id, ...PRODUCTS.map((each) => plans[each])]);
        print(
          options.json,
          all,
          table([['NAME', 'ID', ...PRODUCTS.map((each) => each.toUpperCase())], ...rows]),
        );
      }),
    );
  group
    .command('delete <name>')
    .description('delete a workspace with everything it owns; there is no way back')
    .option('--confirm <name>', 'the name of the workspace once more')
    .addOption(json())
    .action((name: string, options: Json & { confirm?: string }) =>
      withSession(async ({ admin, countRows, deleteWorkspace }) => {
        const { id } = await admin.findWorkspace(name);
        if (options.confirm !== name)
          throw invalidInput(
            'confirm',
            `This deletes the workspace ${name} and the ${await countRows(id)} rows that it owns, for good. ` +
              `To do so, repeat the command with --confirm ${name}.`,
          );
        const rows = await deleteWorkspace(id);
        print(options.json, { id, name, rows }, [`Deleted the workspace ${name} (${rows} rows).`]);
      }),
    );
  return group;
}

function users(): Command {
  const group = new Command('users').description('manage the people of a workspace');
  group
    .command('create <email>')
    .description('create a user')
    .addOption(workspace())
    .option('--name <name>', 'full name', '')
    .option('--password-stdin', 'read a password to log in with from standard input')
    .addOption(json())
    .action((email: string, options: Json & { workspace: string; name: string; passwordStdin?: boolean }) =>
      withSession(async ({ admin, oauth }) => {
        const password = options.passwordStdin ? await readLine() : null;
        // Checked before the user is created, who would otherwise be left without a password.
        if (password !== null) oauth.checkLength(password);
        const { id } = await admin.findWorkspace(options.workspace);
        const created = await admin.createUser(id, { email, name: options.name });
        if (password !== null) await oauth.setPassword(id, created.id, password);
        print(options.json, created, [`Created the user ${created.email} (${created.id}).`]);
      }),
    );
  group
    .command('set-password <email>')
    .description('set the password of a user, who is logged out of every browser')
    .addOption(workspace())
    .option('--password-stdin', 'read the password from standard input instead of asking for it')
    .addOption(json())
    .action((email: string, options: Json & { workspace: string; passwordStdin?: boolean }) =>
      withSession(async ({ admin, oauth }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        const user = await admin.findUser(id, email);
        const password = options.passwordStdin ? await readLine() : await hiddenPrompt('New password: ');
        await oauth.setPassword(id, user.id, password);
        print(options.json, user, [`Set the password of ${user.email}.`]);
      }),
    );
  group
    .command('delete <email>')
    .description('delete a user; the keys and OAuth grants of the user stop working within two seconds')
    .addOption(workspace())
    .addOption(json())
    .action((email: string, options: Json & { workspace: string }) =>
      withSession(async ({ admin }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        const user = await admin.findUser(id, email);
        await admin.deleteUser(id, user.id);
        print(options.json, user, [`Deleted the user ${user.email} (${user.id}).`]);
      }),
    );
  group
    .command('list')
    .description('list the users of a workspace')
    .addOption(workspace())
    .addOption(json())
    .action((options: Json & { workspace: string }) =>
      withSession(async ({ admin }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        const all = await admin.listUsers(id);
        print(
          options.json,
          all,
          table([['EMAIL', 'NAME', 'ID'], ...all.map((user) => [user.email, user.name, user.id])]),
        );
      }),
    );
  return group;
}

/**
 * Reads the first line of standard input: a password in an argument would be visible in the process
 * list.
 */
async function readLine(): Promise<string> {
  return (await readAll(process.stdin)).split(/\r?\n/, 1)[0]!;
}

function keys(): Command {
  const group = new Command('keys').description('API keys');
  group
    .command('create')
    .description('create an API key and show it, this once')
    .addOption(workspace())
    .addOption(
      new Option('--product <product>', 'what it opens; native opens every product over GraphQL')
        .choices(KEY_KINDS)
        .makeOptionMandatory(),
    )
    .option('--scopes <scopes>', 'scopes, comma-separated; without, every scope of the product')
    .option('--expires <date>', 'expiry: a UTC date (YYYY-MM-DD) or an ISO 8601 time')
    .option('--user <email>', 'user that the key belongs to')
    .addOption(json())
    .action((options: CreateOptions) => createKey(options));
  group
    .command('list')
    .description('list the keys of a workspace, newest first')
    .addOption(workspace())
    .addOption(json())
    .action((options: Json & { workspace: string }) =>
      withSession(async ({ admin }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        const all = await admin.listKeys(id);
        const rows = all.map((key) => [
          key.id,
          key.prefix,
          key.products.length === PRODUCTS.length ? 'native' : key.products.join(','),
          key.scopes?.join(',') ?? 'all',
          key.revokedAt ? 'revoked' : (key.expiresAt?.toISOString() ?? 'never'),
          key.lastUsedAt?.toISOString() ?? 'never',
        ]);
        print(
          options.json,
          all,
          table([['ID', 'PREFIX', 'PRODUCTS', 'SCOPES', 'EXPIRES', 'LAST USED'], ...rows]),
        );
      }),
    );
  group
    .command('revoke <id>')
    .description('revoke a key by its id, its prefix or itself; it stops working within two seconds')
    .addOption(workspace())
    .addOption(json())
    .action((idOrPrefix: string, options: Json & { workspace: string }) =>
      withSession(async ({ admin }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        const revoked = await admin.revokeKey(id, idOrPrefix);
        print(options.json, revoked, [`Revoked the key ${revoked.prefix}… (${revoked.id}).`]);
      }),
    );
  return group;
}

interface CreateOptions extends Json {
  workspace: string;
  product: KeyKind;
  scopes?: string;
  expires?: string;
  user?: string;
}

function createKey(options: CreateOptions): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(options.workspace);
    const { key, record } = await admin.createKey(id, {
      kind: options.product,
      scopes: options.scopes?.split(',').map((scope) => scope.trim()) ?? null,
      expiresAt: options.expires ? readExpiry(options.expires) : null,
      user: options.user ?? null,
    });
    print(options.json, { key, ...record }, [key]);
    if (!options.json) process.stderr.write('Keep it: it is not shown again.\n');
  });
}

function readExpiry(text: string): Date {
  const date = new Date(text);
  if (!isDate(text.slice(0, 10)) || Number.isNaN(date.getTime()))
    throw invalidInput('expires', `--expires must be a day (YYYY-MM-DD) or an ISO 8601 time, not "${text}".`);
  return date;
}

function plans(): Command {
  const known = PRODUCTS.map((each) => `${each}: ${Object.keys(PLANS[each]).join(', ')}`).join('; ');
  const group = new Command('plans').description('plans of a workspace');
  group
    .command('set <plan>')
    .description(`set the plan of a product (${known})`)
    .addOption(workspace())
    .addOption(product())
    .addOption(json())
    .action((plan: string, options: Json & { workspace: string; product: Product }) =>
      withSession(async ({ admin }) => {
        const { id } = await admin.findWorkspace(options.workspace);
        await admin.setPlan(id, options.product, plan);
        const answer = { workspace: options.workspace, product: options.product, plan };
        print(options.json, answer, [`${options.workspace} is on the plan ${plan} of ${options.product}.`]);
      }),
    );
  return group;
}
