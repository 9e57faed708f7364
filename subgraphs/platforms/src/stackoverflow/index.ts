import { definePlatform } from '../definition.ts';

/** Stack Overflow, whose posts are imported. */
export const stackoverflow = definePlatform({
  slug: 'stackoverflow',
  name: 'Stack Overflow',
  aliases: ['stackexchange'],
  community: true,
});
