import { definePlatform } from '../definition.ts';

/** Hacker News, whose posts are imported. */
export const hackernews = definePlatform({
  slug: 'hackernews',
  name: 'Hacker News',
  aliases: ['hn', 'ycombinator'],
});
