import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';

/** Reddit, through its API or its feeds. */
export const reddit = definePlatform({
  slug: 'reddit',
  name: 'Reddit',
  settings,
  community: true,
  mentions: true,
  listen,
});
