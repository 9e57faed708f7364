import { enumOf } from '@tributary/platforms';
import { AUDIT_ACTIONS, ERROR_CODES } from '../post-state.ts';

/** Database values of the SDL's enums. */
const lower = <Name extends string>(...names: readonly Name[]) =>
  Object.fromEntries(names.map((name) => [name, name.toLowerCase()]));

export const PostStatus = lower(
  'DRAFT',
  'SCHEDULED',
  'PUBLISHING',
  'PUBLISHED',
  'PARTIALLY_PUBLISHED',
  'FAILED',
);
export const TargetStatus = lower('DRAFT', 'SCHEDULED', 'PUBLISHING', 'PUBLISHED', 'FAILED', 'UNCONFIRMED');
export const AccountStatus = lower('CONNECTED', 'DISCONNECTED', 'EXPIRED');
export const PostTargetErrorCode = Object.fromEntries(ERROR_CODES.map((name) => [name.toUpperCase(), name]));
export const PostAuditAction = Object.fromEntries(AUDIT_ACTIONS.map((name) => [name.toUpperCase(), name]));
export const PostAuditState = { ...PostStatus, ...TargetStatus };
export const PublishingPlatform = enumOf('PublishingPlatform');
export const PostSort = lower('CREATED', 'SCHEDULED', 'PUBLISHED');
export const SortOrder = lower('ASC', 'DESC');
