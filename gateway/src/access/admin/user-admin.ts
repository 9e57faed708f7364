import { invalidInput, notFound, TributaryError } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import type { Kysely } from 'kysely';
import { deleteRecordsOfAccount } from '../data/oauth-records.ts';
import type { Tables } from '../data/tables.ts';
import {
  countUsers,
  deleteUser,
  findUser,
  insertUser,
  listUsers,
  lockOwners,
  type User,
  updateUserRole,
} from '../data/users.ts';
import { subjectOf } from '../oauth-records/subject.ts';
import type { Role } from '../roles.ts';

/** Properties of a new user. */
export interface NewUser {
  readonly email: string;
  readonly name: string;
  /** Default: `editor`. */
  readonly role?: Role;
}

/** Administers the users of a workspace. */
export interface UserAdmin {
  /** Throws CONFLICT if the email address is taken, or the workspace has too many users. */
  createUser(workspaceId: string, user: NewUser): Promise<User>;
  listUsers(workspaceId: string): Promise<User[]>;
  /** Throws NOT_FOUND if the workspace has no user with this email address. */
  findUser(workspaceId: string, email: string): Promise<User>;
  /** Changes a user's role. Throws CONFLICT if the workspace would be left without an owner. */
  changeRole(workspaceId: string, userId: string, role: Role): Promise<User>;
  /**
   * Deletes a user, revokes the user's keys, and ends every session, grant and token. Throws
   * CONFLICT if the workspace would be left without an owner.
   */
  deleteUser(workspaceId: string, userId: string): Promise<void>;
}

const EMAIL = /^[^\s@\0]{1,64}@[^\s@\0]{1,255}$/;
const MAX_USERS = 1_000;
const LONGEST_NAME = 200;

export function createUserAdmin(
  db: Kysely<Tables>,
  clock: () => number,
  forget: (workspaceId: string) => void,
): UserAdmin {
  return {
    createUser: (workspaceId, user) => addUser({ db, workspaceId }, user),
    listUsers: (workspaceId) => listUsers({ db, workspaceId }),
    async findUser(workspaceId, email) {
      const user = await findUser({ db, workspaceId }, { email });
      if (!user) throw notFound(`The user "${email}"`);
      return user;
    },
    async changeRole(workspaceId, userId, role) {
      const changed = await inTransaction({ db, workspaceId }, async (scope) => {
        if (role !== 'owner') await checkOtherOwner(scope, userId);
        return updateUserRole(scope, userId, role);
      });
      if (!changed) throw notFound('The user');
      forget(workspaceId);
      return changed;
    },
    async deleteUser(workspaceId, userId) {
      await inTransaction({ db, workspaceId }, async (scope) => {
        await checkOtherOwner(scope, userId);
        await deleteUser(scope, userId, new Date(clock()));
      });
      await deleteRecordsOfAccount(db, subjectOf({ workspaceId, userId }));
      forget(workspaceId);
    },
  };
}

/** Inserts a user; throws as {@link UserAdmin.createUser} does. */
export async function addUser(
  scope: Scope<Tables>,
  { email, name, role = 'editor' }: NewUser,
): Promise<User> {
  checkNewUser({ email, name });
  if ((await countUsers(scope)) >= MAX_USERS)
    throw new TributaryError('CONFLICT', `A workspace has at most ${MAX_USERS} users.`);
  const created = await insertUser(scope, { email, name, role });
  if (!created) throw new TributaryError('CONFLICT', `A user "${email}" already exists.`);
  return created;
}

/** Throws INVALID_INPUT if the email address or the name cannot be those of a user. */
export function checkNewUser({ email, name }: NewUser): void {
  if (!EMAIL.test(email)) throw invalidInput('email', `"${email}" is not an email address.`);
  if (isLongerThan(name, LONGEST_NAME))
    throw invalidInput('name', `A name must have at most ${LONGEST_NAME} characters.`);
}

/** Throws CONFLICT if the user is the only owner of the workspace. */
async function checkOtherOwner(scope: Scope<Tables>, userId: string): Promise<void> {
  const owners = await lockOwners(scope);
  if (owners.length === 1 && owners[0] === userId)
    throw new TributaryError(
      'CONFLICT',
      'The user is the only owner of the workspace; make another user an owner first.',
    );
}
