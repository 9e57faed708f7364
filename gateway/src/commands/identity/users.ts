import { text as readAll } from 'node:stream/consumers';
import { Argument, Command, Option } from 'commander';
import { type NewLink, ROLES, type Role } from '../../access/index.ts';
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
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).default('editor'))
    .option(
      '--password-stdin',
      'read the password from standard input (default: none; the user cannot log in)',
    )
    .addOption(json())
    .action((email: string, flags: NewUserFlags) => create(email, flags));
  group
    .command('set-password <email>')
    .description("set a user's password, and log the user out of every browser")
    .addOption(workspace())
    .option('--password-stdin', 'read the password from standard input instead of prompting for it')
    .addOption(json())
    .action((email: string, flags: PasswordFlags) => setPassword(email, flags));
  group
    .command('invite <email>')
    .description('print a link by which a person makes an account; it works once, for seven days')
    .addOption(workspace())
    .addOption(new Option('--role <role>', 'what the user may do').choices(ROLES).default('editor'))
    .addOption(json())
    .action((email: string, flags: Flags & { role: Role }) => invite(email, flags));
  group
    .command('reset-password <email>')
    .description('print a link by which a user sets a new password; it works once, for a day')
    .addOption(workspace())
    .addOption(json())
    .action((email: string, flags: Flags) => resetPassword(email, flags));
  group
    .command('set-role <email>')
    .description("change a user's role, which limits the scopes of the user's session, clients and keys")
    .addArgument(new Argument('<role>', 'what the user may do').choices(ROLES))
    .addOption(workspace())
    .addOption(json())
    .action((email: string, role: Role, flags: Flags) => setRole(email, role, flags));
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

interface NewUserFlags extends PasswordFlags {
  name: string;
  role: Role;
}

function create(email: string, flags: NewUserFlags): Promise<void> {
  return withSession(async ({ admin, oauth }) => {
    const password = flags.passwordStdin ? await readLine() : null;
    // Checked before the user is created, who would otherwise be left without a password.
    if (password !== null) oauth.checkLength(password);
    const { id } = await admin.findWorkspace(flags.workspace);
    const created = await admin.createUser(id, { email, name: flags.name, role: flags.role });
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

function invite(email: string, { role, ...flags }: Flags & { role: Role }): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    printLink(flags, await admin.invite(id, { email, role }));
  });
}

function resetPassword(email: string, flags: Flags): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const user = await admin.findUser(id, email);
    printLink(flags, await admin.createPasswordLink(id, user.id));
  });
}

function printLink({ json }: Flags, { url, link }: NewLink): void {
  print(json, { url, expiresAt: link.expiresAt }, [url]);
  if (!json)
    process.stderr.write(
      `Send this link to the person now: it cannot be shown again. It expires at ${link.expiresAt.toISOString()}.\n`,
    );
}

function setRole(email: string, role: Role, flags: Flags): Promise<void> {
  return withSession(async ({ admin }) => {
    const { id } = await admin.findWorkspace(flags.workspace);
    const user = await admin.findUser(id, email);
    const changed = await admin.changeRole(id, user.id, role);
    print(flags.json, changed, [`${changed.email} is now ${role} of ${flags.workspace}.`]);
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
    const rows = all.map((user) => [user.email, user.name, user.role, user.id]);
    print(flags.json, all, table([['EMAIL', 'NAME', 'ROLE', 'ID'], ...rows]));
  });
}

/**
 * Reads the first line of standard input: a password in an argument would be visible in the process
 * list.
 */
async function readLine(): Promise<string> {
  return (await readAll(process.stdin)).split(/\r?\n/, 1)[0]!;
}
