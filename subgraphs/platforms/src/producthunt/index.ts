import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';

/** Product Hunt: its newest launches. */
export const producthunt = definePlatform({
  slug: 'producthunt',
  name: 'Product Hunt',
  settings,
  community: true,
  listen,
});
