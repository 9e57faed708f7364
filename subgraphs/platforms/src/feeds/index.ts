import { definePlatform } from '../definition.ts';
import { listen } from './listen.ts';

/** Feeds of any web site. */
export const feeds = definePlatform({
  slug: 'feeds',
  name: 'Feeds',
  description: 'RSS, Atom and JSON feeds.',
  aliases: ['feed', 'rss', 'atom'],
  listen,
  community: true,
});
