import { Address, setting } from '@tributary/kit';

/** Environment variables of Lobsters. */
export const settings = {
  LOBSTERS_URL: setting(
    Address,
    'https://lobste.rs',
    'Address of Lobsters, or of another site with its software.',
  ),
} as const;
