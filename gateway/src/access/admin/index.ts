import type { Kysely } from 'kysely';
import { createLinkAdmin, type LinkAdmin } from '../account-links/link-admin.ts';
import { deleteRecordsOfWorkspace } from '../data/oauth-records.ts';
import type { Tables } from '../data/tables.ts';
import { createKeyAdmin, type KeyAdmin } from './key-admin.ts';
import { createUserAdmin, type UserAdmin } from './user-admin.ts';
import { createWorkspaceAdmin, type WorkspaceAdmin } from './workspace-admin.ts';

/** Administers workspaces, users, keys and plans, for the command line and the graph. */
export interface Admin extends WorkspaceAdmin, UserAdmin, KeyAdmin, LinkAdmin {
  /** Deletes the workspace's OAuth records; `deleteTenant` deletes its other rows. */
  deleteGrants(workspaceId: string): Promise<void>;
}

/** Creates the administration. Calls `forget` to evict the cached principals of a workspace. */
export function createAdmin(
  db: Kysely<Tables>,
  { clock, publicUrl }: { clock: () => number; publicUrl: () => string },
  forget: (workspaceId: string) => void,
): Admin {
  return {
    ...createWorkspaceAdmin(db, forget),
    ...createUserAdmin(db, clock, forget),
    ...createKeyAdmin(db, clock, forget),
    ...createLinkAdmin(db, clock, publicUrl),
    async deleteGrants(workspaceId) {
      await deleteRecordsOfWorkspace({ db, workspaceId });
      forget(workspaceId);
    },
  };
}

export type { CreateKeyOptions } from './key-admin.ts';
export { plansOf } from './workspace-admin.ts';
