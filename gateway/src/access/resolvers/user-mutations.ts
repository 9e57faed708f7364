import { notFound } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import { type Context, workspaceOf } from '../context.ts';
import { findUser, type User } from '../data/users.ts';
import type { Role } from '../roles.ts';
import { orExpectedFailure } from './expected-failure.ts';
import { checkMayManage } from './rights.ts';

interface NewUser {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
}

/** Mutations of the users of a workspace. */
export const users = {
  createUser: (_: unknown, { input }: { input: NewUser }, context: Context) =>
    orExpectedFailure(async () => {
      await checkMayManage(context, input.role);
      const user = await context.administration.admin.createUser(workspaceOf(context), { ...input });
      return { __typename: 'UserCreated', user };
    }),

  changeUserRole: (_: unknown, { id, role }: { id: string; role: Role }, context: Context) =>
    orExpectedFailure(async () => {
      const user = await existingUser(id, context);
      await checkMayManage(context, user.role, role);
      const changed = await context.administration.admin.changeRole(workspaceOf(context), user.id, role);
      return { __typename: 'UserRoleChanged', user: changed };
    }),

  deleteUser: (_: unknown, { id }: { id: string }, context: Context) =>
    orExpectedFailure(async () => {
      const user = await existingUser(id, context);
      await checkMayManage(context, user.role);
      await context.administration.admin.deleteUser(workspaceOf(context), user.id);
      return { __typename: 'UserDeleted', id: user.id };
    }),

  inviteUser: (_: unknown, { input }: { input: Omit<NewUser, 'name'> }, context: Context) =>
    orExpectedFailure(async () => {
      await checkMayManage(context, input.role);
      const { url, link } = await context.administration.admin.invite(workspaceOf(context), { ...input });
      return { __typename: 'UserInvited', link: url, invitation: link };
    }),

  revokeInvitation: (_: unknown, { id }: { id: string }, context: Context) =>
    orExpectedFailure(async () => {
      if (!isUuid(id)) throw notFound('The invitation');
      const invitation = await context.administration.admin.revokeInvitation(workspaceOf(context), id);
      return { __typename: 'InvitationRevoked', id: invitation.id };
    }),

  createPasswordLink: (_: unknown, { id }: { id: string }, context: Context) =>
    orExpectedFailure(async () => {
      const user = await existingUser(id, context);
      await checkMayManage(context, user.role);
      const { admin } = context.administration;
      const { url, link } = await admin.createPasswordLink(workspaceOf(context), user.id);
      return { __typename: 'PasswordLinkCreated', link: url, expiresAt: link.expiresAt };
    }),

  setUserPassword: (_: unknown, args: { id: string; password: string }, context: Context) =>
    orExpectedFailure(async () => {
      const user = await existingUser(args.id, context);
      await checkMayManage(context, user.role);
      await context.administration.oauthAdmin.setPassword(workspaceOf(context), user.id, args.password);
      return { __typename: 'UserPasswordSet', user };
    }),
};

async function existingUser(id: string, context: Context): Promise<User> {
  const user = isUuid(id) ? await findUser(context.scope(), { id }) : undefined;
  if (!user) throw notFound('The user');
  return user;
}
