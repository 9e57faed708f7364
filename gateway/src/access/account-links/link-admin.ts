import { randomUUID } from 'node:crypto';
import { DAY, notFound, TributaryError } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { Kysely } from 'kysely';
import { checkNewUser } from '../admin/user-admin.ts';
import {
  type AccountLink,
  deleteLink,
  deleteLinksTo,
  findInvitation,
  insertLink,
  listInvitations,
} from '../data/account-links.ts';
import type { LinkKind, Tables } from '../data/tables.ts';
import { findUser, hasUsers } from '../data/users.ts';
import { listWorkspaces } from '../data/workspaces.ts';
import type { Role } from '../roles.ts';
import { generateLinkToken } from './link-token.ts';

/** A new link. Its URL contains the secret, which is not stored and cannot be shown again. */
export interface NewLink {
  readonly url: string;
  readonly link: AccountLink;
}

/** Creates the links by which people set a password in the browser. */
export interface LinkAdmin {
  /**
   * Invites a person to the workspace; replaces an earlier invitation of the same address. Throws
   * CONFLICT if the workspace has such a user or too many invitations.
   */
  invite(workspaceId: string, person: { email: string; role: Role }): Promise<NewLink>;
  /** Lists the invitations that have neither expired nor been accepted, newest first. */
  listInvitations(workspaceId: string): Promise<AccountLink[]>;
  /** Finds an open invitation; null if the workspace has no such. */
  findInvitation(workspaceId: string, id: string): Promise<AccountLink | null>;
  /** Throws NOT_FOUND if the workspace has no such invitation. */
  revokeInvitation(workspaceId: string, id: string): Promise<AccountLink>;
  /** Creates a link by which a user sets a new password; replaces an earlier one. */
  createPasswordLink(workspaceId: string, userId: string): Promise<NewLink>;
  /**
   * Creates a link by which the first owner makes an account, and the workspace if there is none;
   * returns null if the installation has a user or several workspaces.
   */
  createOwnerLink(): Promise<NewLink | null>;
}

const LIFETIMES: Readonly<Record<LinkKind, number>> = { invitation: 7 * DAY, password: DAY, owner: DAY };
const MAX_INVITATIONS = 200;

/** Creates the administration of links, whose URLs are below the public URL of the gateway. */
export function createLinkAdmin(db: Kysely<Tables>, clock: () => number, publicUrl: () => string): LinkAdmin {
  const create = async (
    scope: Scope<Tables>,
    properties: Pick<AccountLink, 'kind' | 'email' | 'role' | 'userId'>,
  ): Promise<NewLink> => {
    const { text, hash } = generateLinkToken(scope.workspaceId);
    const createdAt = new Date(clock());
    const expiresAt = new Date(clock() + LIFETIMES[properties.kind]);
    const link = await insertLink(scope, { ...properties, hash, createdAt, expiresAt });
    return { link, url: `${publicUrl()}/api/oauth/account?link=${text}` };
  };
  return {
    invite: (workspaceId, { email, role }) =>
      inTransaction({ db, workspaceId }, async (scope) => {
        checkNewUser({ email, name: '' });
        if (await findUser(scope, { email }))
          throw new TributaryError('CONFLICT', `A user "${email}" already exists.`);
        await deleteLinksTo(scope, { email });
        const pending = await listInvitations(scope, new Date(clock()), MAX_INVITATIONS);
        if (pending.length >= MAX_INVITATIONS)
          throw new TributaryError(
            'CONFLICT',
            `A workspace has at most ${MAX_INVITATIONS} open invitations; revoke one first.`,
          );
        return create(scope, { kind: 'invitation', email, role, userId: null });
      }),
    listInvitations: (workspaceId) =>
      listInvitations({ db, workspaceId }, new Date(clock()), MAX_INVITATIONS),
    async findInvitation(workspaceId, id) {
      return (await findInvitation({ db, workspaceId }, id, new Date(clock()))) ?? null;
    },
    async revokeInvitation(workspaceId, id) {
      const scope = { db, workspaceId };
      const invitation = await findInvitation(scope, id, new Date(clock()));
      if (!invitation || !(await deleteLink(scope, id))) throw notFound('The invitation');
      return invitation;
    },
    createPasswordLink: (workspaceId, userId) =>
      inTransaction({ db, workspaceId }, async (scope) => {
        await deleteLinksTo(scope, { userId });
        return create(scope, { kind: 'password', email: null, role: null, userId });
      }),
    async createOwnerLink() {
      const [only, ...others] = await listWorkspaces(db, { limit: 2 });
      if (others.length > 0 || (await hasUsers(db))) return null;
      const scope = { db, workspaceId: only?.id ?? randomUUID() };
      return create(scope, { kind: 'owner', email: null, role: 'owner', userId: null });
    },
  };
}
