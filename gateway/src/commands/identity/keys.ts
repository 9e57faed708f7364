import { invalidInput } from '@tributary/kit';
import { PRODUCTS } from '@tributary/kit/host';
import { isDate } from '@tributary/kit/text';
import { Command, Option } from 'commander';
import { KEY_KINDS, type KeyKind } from '../../access/index.ts';
import { withSession } from '../session/index.ts';
import { type Flags, json, workspace } from '../terminal/options.ts';
import { print, table } from '../terminal/output.ts';

interface CreateFlags extends Flags {
  product: KeyKind;
  scopes?: string;
  expires?: string;
  user?: string;
}

/** `keys`: the API keys of a workspace. */
export function keysCommand(): Command {
  const group = new Command('keys').description('manage API keys');
  group
    .command('create')
    .description('create an API key and print it; it cannot be shown again')
    .addOption(workspace())
    .addOption(product())
    .option('--scopes <scopes>', 'comma-separated scopes (default: every scope of the product)')
    .option('--expires <date>', 'expiry: a UTC date (YYYY-MM-DD) or an ISO 8601 time (default: never)')
    .option('--user <email>', 'user whom the key belongs to (default: the workspace itself)')
    .addOption(json())
    .action((flags: CreateFlags) => create(flags));
  group
    .command('list')
    .description('list the keys of a workspace, newest first')
    .addOption(workspace())
    .addOption(json())
    .action((flags: Flags) => list(flags));
  group
    .command('revoke <id>')
    .description(
      'revoke a key, given its id, its prefix or the key itself; it stops working within two seconds',
    )
    .addOption(workspace())
    .addOption(json())
    .action((idOrPrefix: string, flags: Flags) => revoke(idOrPrefix, flags));
  return group;
}

function product(): Option {
  const description =
    'product that the key grants access to; native grants access to all of them, and to GraphQL';
  return new Option('--product <product>', description).choices(KEY_KINDS).makeOptionMandatory();
}

function create(flags: CreateFlags): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const { key, record } = await admin.createKey(id, {
      kind: flags.product,
      scopes: flags.scopes?.split(',').map((scope) => scope.trim()) ?? null,
      expiresAt: flags.expires ? readExpiry(flags.expires) : null,
      user: flags.user ?? null,
    });
    print(flags.json, { key, ...record }, [key]);
    if (!flags.json) process.stderr.write('Store this key now: it cannot be shown again.\n');
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

function list(flags: Flags): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const all = await admin.listKeys(id);
    const rows = all.map((key) => [
      key.id,
      key.prefix,
      key.products.length === PRODUCTS.length ? 'native' : key.products.join(','),
      key.scopes?.join(',') ?? 'all',
      key.revokedAt ? 'revoked' : (key.expiresAt?.toISOString() ?? 'never'),
      key.lastUsedAt?.toISOString() ?? 'never',
    ]);
    print(flags.json, all, table([['ID', 'PREFIX', 'PRODUCTS', 'SCOPES', 'EXPIRES', 'LAST USED'], ...rows]));
  });
}

function revoke(idOrPrefix: string, flags: Flags): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const revoked = await admin.revokeKey(id, idOrPrefix);
    print(flags.json, revoked, [`Revoked the key ${revoked.prefix}… (${revoked.id}).`]);
  });
}
