import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';

/** GDELT, an index of the world's news. */
export const gdelt = definePlatform({
  slug: 'gdelt',
  name: 'GDELT',
  description: 'News articles, found by GDELT.',
  aliases: ['news'],
  settings,
  listen,
  community: true,
});
