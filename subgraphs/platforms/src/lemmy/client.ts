import { Address, setting } from '@tributary/kit';

/** Environment variables of Lemmy. */
export const settings = {
  LEMMY_URL: setting(
    Address,
    'https://lemmy.world',
    'Lemmy server whose posts and comments are read, also those of other servers that it knows. Empty: none.',
  ),
} as const;
