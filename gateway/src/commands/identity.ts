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

const product = () => new Option('--product <product>', 'product').choices(PRODUCTS).makeOptionMandatory();

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
    .description('delete a workspace and all its data; this cannot be undone')
    .option('--confirm <name>', 'name of the workspace again, to confirm')
    .addOption(json())
    .action((name: string, options: Json & { confirm?: string }) =>
      withSession(async ({ admin, countRows, deleteWorkspace }) => {
        const { id } = await admin.findWorkspace(name);
        if (options.confirm !== name)
          throw invalidInput(
            'confirm',
            `This permanently deletes the workspace ${name} and its ${await countRows(id)} rows. ` +
              `To confirm, repeat the command with --confirm ${name}.`,
          );
        const rows = await deleteWorkspace(id);
        print(options.json, { id, name, rows }, [`Deleted the workspace ${name} (${rows} rows).`]);
      }),
    );
  return group;
}

function users(): Command {
  const group = new Command('users').description('manage the users of a workspace');
  group
    .command('create <email>')
    .description('create a user')
    .addOption(workspace())
    .option('--name <name>', 'full name', '')
    .option(
      '--password-stdin',
      'read the password from standard input (default: none; the user cannot log in)',
    )
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
    .description("set a user's password, and log the user out of every browser")
    .addOption(workspace())
    .option('--password-stdin', 'read the password from standard input instead of prompting for it')
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
    .description("delete a user; the user's keys and OAuth grants stop working within two seconds")
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
  const group = new Command('keys').description('manage API keys');
  group
    .command('create')
    .description('create an API key and print it; it cannot be shown again')
    .addOption(workspace())
    .addOption(
      new Option(
        '--product <product>',
        'product that the key grants access to; native grants access to all of them, and to GraphQL',
      )
        .choices(KEY_KINDS)
        .makeOptionMandatory(),
    )
    .option('--scopes <scopes>', 'comma-separated scopes (default: every scope of the product)')
    .option('--expires <date>', 'expiry: a UTC date (YYYY-MM-DD) or an ISO 8601 time (default: never)')
    .option('--user <email>', 'user whom the key belongs to (default: the workspace itself)')
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
    .description(
      'revoke a key, given its id, its prefix or the key itself; it stops working within two seconds',
    )
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
    if (!options.json) process.stderr.write('Store this key now: it cannot be shown again.\n');
  });
}

function readExpiry(text: string): Date {
  const date = new Date(text);
  if (!isDate(text.slice(0, 10)) || Number.isNaN(date.getTime()))
    throw invalidInput(
      'expires',
      `--expires must be a date (YYYY-MM-DD) or an ISO 8601 time, not "${text}".`,
    );
  return date;
}

function plans(): Command {
  const known = PRODUCTS.map((each) => `${each}: ${Object.keys(PLANS[each]).join(', ')}`).join('; ');
  const group = new Command('plans').description('manage the plans of a workspace');
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
        const result = { workspace: options.workspace, product: options.product, plan };
        print(options.json, result, [
          `Set the plan of ${options.workspace} for ${options.product} to ${plan}.`,
        ]);
      }),
    );
  return group;
}
