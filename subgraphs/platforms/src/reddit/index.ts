import { definePlatform } from '../definition.ts';

/** Reddit, whose posts are imported. */
export const reddit = definePlatform({
  slug: 'reddit',
  name: 'Reddit',
  community: true,
  mentions: true,
});
