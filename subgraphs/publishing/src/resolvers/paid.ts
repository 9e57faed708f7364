import { type Principal, TributaryError } from '@tributary/kit';

/** PLAN_REQUIRED for a workspace whose plan is free of charge. */
export function requirePaid(principal: Principal | null): void {
  if (principal?.internal || principal?.policies.includes('social-crm:paid')) return;
  throw new TributaryError('PLAN_REQUIRED', 'This needs a paid plan, such as "pro".', {
    details: { product: 'social-crm', plan: 'pro' },
  });
}
