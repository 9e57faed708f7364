import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';
import { publish } from './publish.ts';
import { statistics } from './statistics.ts';

/** Bluesky: statistics from its AppView, publishing through a PDS. */
export const bluesky = definePlatform({
  slug: 'bluesky',
  name: 'Bluesky',
  aliases: ['bsky'],
  settings,
  addresses,
  names,
  statistics,
  publish,
  listen,
  community: true,
  mentions: true,
});
