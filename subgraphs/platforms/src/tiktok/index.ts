import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { statistics } from './statistics.ts';

/** TikTok, through tiktok-api23. */
export const tiktok = definePlatform({
  slug: 'tiktok',
  name: 'TikTok',
  settings,
  addresses,
  names,
  statistics,
  mentions: true,
});
