/** Roles and what each of them may do, the most powerful first. */
const ROLES = {
  OWNER: 'Owner: everything, other owners included',
  ADMIN: 'Admin: members, keys and settings',
  EDITOR: 'Editor: posts, trackers and publishing',
  VIEWER: 'Viewer: reads only',
} as const;

/** A role of a member. */
export type Role = keyof typeof ROLES;

export const ROLE_OPTIONS = Object.entries(ROLES).map(([value, name]) => ({ value, name }));
