import { PRODUCTS } from '@tributary/kit/host';
import { ADMIN_SCOPE, scopesOf } from './plans.ts';

/** What a user may do in the workspace, the most powerful role first. */
export const ROLES = ['owner', 'admin', 'editor', 'viewer'] as const;
export type Role = (typeof ROLES)[number];

const EDITOR = scopesOf(PRODUCTS);
const ADMIN = [...EDITOR, ADMIN_SCOPE];

/**
 * The scopes of each role, which limit the user's session, OAuth clients and API keys. Owners and
 * admins have the same scopes; only owners may change who is an owner (`admin/user-admin.ts`).
 */
export const SCOPES_OF_ROLES: Readonly<Record<Role, readonly string[]>> = {
  owner: ADMIN,
  admin: ADMIN,
  editor: EDITOR,
  viewer: [
    'profile',
    'accounts:read',
    'community:read',
    'creators:read',
    'events:read',
    'insights:read',
    'mentions:read',
    'posts:read',
    'views:read',
    'workspace:read',
  ],
};

/** Returns those of the scopes that a role allows. */
export function withinRole(role: Role, scopes: readonly string[]): string[] {
  return scopes.filter((scope) => SCOPES_OF_ROLES[role].includes(scope));
}
