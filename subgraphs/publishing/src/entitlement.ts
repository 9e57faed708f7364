import { type Principal, TributaryError } from '@tributary/kit';

/** Policy that the paid plans of SocialCRM grant. */
const PAID = 'social-crm:paid';

/** PLAN_REQUIRED for a workspace whose plan is free of charge. */
export function requirePaid(principal: Principal | null): void {
  if (principal?.internal || principal?.policies.includes(PAID)) return;
  throw new TributaryError('PLAN_REQUIRED', 'This needs the plan "pro".', {
    details: { product: 'social-crm', plan: 'pro' },
  });
}

/**
 * FORBIDDEN_SCOPE unless the key may publish: for a field that only one of its arguments makes
 * publish.
 */
export function requirePublishScope(principal: Principal | null): void {
  if (principal?.internal || principal?.scopes.includes('posts:publish')) return;
  throw new TributaryError('FORBIDDEN_SCOPE', 'This key cannot schedule posts.');
}
