import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';
import { publish } from './publish.ts';
import { statistics } from './statistics.ts';

/** Mastodon: statistics from one server, publishing to any. */
export const mastodon = definePlatform({
  slug: 'mastodon',
  name: 'Mastodon',
  settings,
  addresses,
  names,
  statistics,
  publish,
  listen,
  community: true,
  mentions: true,
});
