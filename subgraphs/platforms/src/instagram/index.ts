import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { statistics } from './statistics.ts';

/** Instagram, by business discovery of the Graph API. */
export const instagram = definePlatform({
  slug: 'instagram',
  name: 'Instagram',
  aliases: ['ig'],
  settings,
  addresses,
  names,
  statistics,
});
