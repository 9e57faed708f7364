import { definePlatform } from '../definition.ts';

/** Lobsters, whose posts are imported. */
export const lobsters = definePlatform({
  slug: 'lobsters',
  name: 'Lobsters',
  community: true,
});
