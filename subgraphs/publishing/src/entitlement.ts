import { type Principal, TributaryError } from '@tributary/kit';

/** Policy granted by the paid plans of SocialCRM. */
const PAID = 'social-crm:paid';

/** Throws PLAN_REQUIRED if the workspace is on a free plan. */
export function requirePaid(principal: Principal | null): void {
  if (principal?.internal || principal?.policies.includes(PAID)) return;
  throw new TributaryError('PLAN_REQUIRED', 'This needs the plan "pro".', {
    details: { product: 'social-crm', plan: 'pro' },
  });
}

/**
 * Throws FORBIDDEN_SCOPE unless the key may publish. For fields that publish only with certain
 * arguments.
 */
export function requirePublishScope(principal: Principal | null): void {
  if (principal?.internal || principal?.scopes.includes('posts:publish')) return;
  throw new TributaryError('FORBIDDEN_SCOPE', 'This key cannot schedule posts.');
}
