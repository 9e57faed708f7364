import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';

/** Hacker News: new items from its API, earlier ones from its search. */
export const hackernews = definePlatform({
  slug: 'hackernews',
  name: 'Hacker News',
  aliases: ['hn', 'ycombinator'],
  settings,
  listen,
  community: true,
  mentions: true,
});
