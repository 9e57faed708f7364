/** What an operator does to all rows of a workspace, or to all secrets of an installation. */
export { countTenantRows, deleteTenant } from './delete-tenant.ts';
export { rotateSecrets } from './rotate-secrets.ts';
