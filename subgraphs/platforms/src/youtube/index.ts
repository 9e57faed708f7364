import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';
import { statistics } from './statistics.ts';

/** YouTube, through its Data API v3. */
export const youtube = definePlatform({
  slug: 'youtube',
  name: 'YouTube',
  aliases: ['yt'],
  settings,
  addresses,
  names,
  statistics,
  listen,
  community: true,
  mentions: true,
});
