import { Address, setting } from '@tributary/kit';

/** Environment variables of GDELT. */
export const settings = {
  GDELT_URL: setting(
    Address,
    'https://api.gdeltproject.org',
    'Address of GDELT, which news articles are found with.',
  ),
} as const;
