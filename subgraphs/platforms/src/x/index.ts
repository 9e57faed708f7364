import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';
import { publish } from './publish.ts';
import { statistics } from './statistics.ts';

/** X, through its API v2. */
export const x = definePlatform({
  slug: 'x',
  name: 'X',
  description: 'X, formerly Twitter.',
  aliases: ['twitter'],
  settings,
  addresses,
  names,
  statistics,
  publish,
  listen,
  community: true,
  mentions: true,
});
