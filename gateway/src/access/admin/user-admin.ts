import { invalidInput, notFound, TributaryError } from '@tributary/kit';
import type { Kysely } from 'kysely';
import { deleteRecordsOfAccount } from '../data/oauth-records.ts';
import type { Tables } from '../data/tables.ts';
import { countUsers, deleteUser, findUser, insertUser, listUsers, type User } from '../data/users.ts';
import { subjectOf } from '../oauth-records/subject.ts';

/** Administers the users of a workspace. */
export interface UserAdmin {
  /** Throws CONFLICT if the email address is taken, or the workspace has too many users. */
  createUser(workspaceId: string, user: { email: string; name: string }): Promise<User>;
  listUsers(workspaceId: string): Promise<User[]>;
  /** Throws NOT_FOUND if the workspace has no user with this email address. */
  findUser(workspaceId: string, email: string): Promise<User>;
  /** Deletes a user, revokes the user's keys, and ends every session, grant and token. */
  deleteUser(workspaceId: string, userId: string): Promise<void>;
}

const EMAIL = /^[^\s@\0]{1,64}@[^\s@\0]{1,255}$/;
const MAX_USERS = 1_000;

export function createUserAdmin(
  db: Kysely<Tables>,
  clock: () => number,
  forget: (workspaceId: string) => void,
): UserAdmin {
  return {
    async createUser(workspaceId, user) {
      if (!EMAIL.test(user.email)) throw invalidInput('email', `"${user.email}" is not an email address.`);
      const scope = { db, workspaceId };
      if ((await countUsers(scope)) >= MAX_USERS)
        throw new TributaryError('CONFLICT', `A workspace has at most ${MAX_USERS} users.`);
      const created = await insertUser(scope, user);
      if (!created) throw new TributaryError('CONFLICT', `A user "${user.email}" already exists.`);
      return created;
    },
    listUsers: (workspaceId) => listUsers({ db, workspaceId }),
    async findUser(workspaceId, email) {
      const user = await findUser({ db, workspaceId }, { email });
      if (!user) throw notFound(`The user "${email}"`);
      return user;
    },
    async deleteUser(workspaceId, userId) {
      await deleteUser({ db, workspaceId }, userId, new Date(clock()));
      await deleteRecordsOfAccount(db, subjectOf({ workspaceId, userId }));
      forget(workspaceId);
    },
  };
}
