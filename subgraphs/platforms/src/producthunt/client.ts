import { Address, setting } from '@tributary/kit';
import { Type } from 'typebox';

/** Environment variables of Product Hunt. */
export const settings = {
  PRODUCTHUNT_TOKEN: setting(
    Type.String(),
    '',
    'Developer token of Product Hunt. Commercial use needs its permission.',
  ),
  PRODUCTHUNT_URL: setting(Address, 'https://api.producthunt.com', 'Address of the API of Product Hunt.'),
} as const;
