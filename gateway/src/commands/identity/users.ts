import { text as readAll } from 'node:stream/consumers';
import { Command } from 'commander';
import { withSession } from '../session/index.ts';
import { hiddenPrompt } from '../terminal/hidden-prompt.ts';
import { type Flags, json, workspace } from '../terminal/options.ts';
import { print, table } from '../terminal/output.ts';

/** `users`: the users of a workspace. */
export function usersCommand(): Command {
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
    .action((email: string, flags: PasswordFlags & { name: string }) => create(email, flags));
  group
    .command('set-password <email>')
    .description("set a user's password, and log the user out of every browser")
    .addOption(workspace())
    .option('--password-stdin', 'read the password from standard input instead of prompting for it')
    .addOption(json())
    .action((email: string, flags: PasswordFlags) => setPassword(email, flags));
  group
    .command('delete <email>')
    .description("delete a user; the user's keys and OAuth grants stop working within two seconds")
    .addOption(workspace())
    .addOption(json())
    .action((email: string, flags: Flags) => remove(email, flags));
  group
    .command('list')
    .description('list the users of a workspace')
    .addOption(workspace())
    .addOption(json())
    .action((flags: Flags) => list(flags));
  return group;
}

interface PasswordFlags extends Flags {
  passwordStdin?: boolean;
}

function create(email: string, flags: PasswordFlags & { name: string }): Promise<void> {
  return withSession(async ({ admin, oauth }) => {
    const password = flags.passwordStdin ? await readLine() : null;
    // Checked before the user is created, who would otherwise be left without a password.
    if (password !== null) oauth.checkLength(password);
    const { id } = await admin.findWorkspace(flags.workspace);
    const created = await admin.createUser(id, { email, name: flags.name });
    if (password !== null) await oauth.setPassword(id, created.id, password);
    print(flags.json, created, [`Created the user ${created.email} (${created.id}).`]);
  });
}

function setPassword(email: string, flags: PasswordFlags): Promise<void> {
  return withSession(async ({ admin, oauth }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const user = await admin.findUser(id, email);
    const password = flags.passwordStdin ? await readLine() : await hiddenPrompt('New password: ');
    await oauth.setPassword(id, user.id, password);
    print(flags.json, user, [`Set the password of ${user.email}.`]);
  });
}

function remove(email: string, flags: Flags): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const user = await admin.findUser(id, email);
    await admin.deleteUser(id, user.id);
    print(flags.json, user, [`Deleted the user ${user.email} (${user.id}).`]);
  });
}

function list(flags: Flags): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const all = await admin.listUsers(id);
    const rows = all.map((user) => [user.email, user.name, user.id]);
    print(flags.json, all, table([['EMAIL', 'NAME', 'ID'], ...rows]));
  });
}

/**
 * Reads the first line of standard input: a password in an argument would be visible in the process
 * list.
 */
async function readLine(): Promise<string> {
  return (await readAll(process.stdin)).split(/\r?\n/, 1)[0]!;
}
