import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { statistics } from './statistics.ts';

/** Instagram, through the Graph API's business discovery. */
export const instagram = definePlatform({
  slug: 'instagram',
  name: 'Instagram',
  aliases: ['ig'],
  settings,
  addresses,
  names,
  statistics,
  mentions: true,
});
