import { definePlatform } from '../definition.ts';

/** Product Hunt, whose posts are imported. */
export const producthunt = definePlatform({
  slug: 'producthunt',
  name: 'Product Hunt',
  community: true,
});
