import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { statistics } from './statistics.ts';

/** Facebook pages, through the Graph API. */
export const facebook = definePlatform({
  slug: 'facebook',
  name: 'Facebook',
  aliases: ['fb'],
  settings,
  addresses,
  names,
  statistics,
  mentions: true,
});
