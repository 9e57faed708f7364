import { invalidInput } from '@tributary/kit';
import { PRODUCTS } from '@tributary/kit/host';
import { Command } from 'commander';
import { withSession } from '../session/index.ts';
import { type Flags, json } from '../terminal/options.ts';
import { print, table } from '../terminal/output.ts';

/** `workspaces`: the tenants of this installation. */
export function workspacesCommand(): Command {
  const group = new Command('workspaces').description('manage workspaces (tenants)');
  group
    .command('create <name>')
    .description('create a workspace')
    .addOption(json())
    .action((name: string, flags: Pick<Flags, 'json'>) => create(name, flags));
  group
    .command('list')
    .description('list all workspaces with their plans')
    .addOption(json())
    .action((flags: Pick<Flags, 'json'>) => list(flags));
  group
    .command('delete <name>')
    .description('delete a workspace and all its data; this cannot be undone')
    .option('--confirm <name>', 'name of the workspace again, to confirm')
    .addOption(json())
    .action((name: string, flags: Pick<Flags, 'json'> & { confirm?: string }) => remove(name, flags));
  return group;
}

function create(name: string, flags: Pick<Flags, 'json'>): Promise<void> {
  return withSession(async ({ admin }) => {
    const created = await admin.createWorkspace(name);
    print(flags.json, created, [`Created the workspace ${created.name} (${created.id}).`]);
  });
}

function list(flags: Pick<Flags, 'json'>): Promise<void> {
  return withSession(async ({ admin }) => {
    const all = await admin.listWorkspaces();
    const header = ['NAME', 'ID', ...PRODUCTS.map((each) => each.toUpperCase())];
    const rows = all.map(({ name, id, plans }) => [name, id, ...PRODUCTS.map((each) => plans[each])]);
    print(flags.json, all, table([header, ...rows]));
  });
}

function remove(name: string, flags: Pick<Flags, 'json'> & { confirm?: string }): Promise<void> {
  return withSession(async ({ admin, countRows, deleteWorkspace }) => {
    const { id } = await admin.findWorkspace(name);
    if (flags.confirm !== name)
      throw invalidInput(
        'confirm',
        `This permanently deletes the workspace ${name} and its ${await countRows(id)} rows. ` +
          `To confirm, repeat the command with --confirm ${name}.`,
      );
    const rows = await deleteWorkspace(id);
    print(flags.json, { id, name, rows }, [`Deleted the workspace ${name} (${rows} rows).`]);
  });
}
