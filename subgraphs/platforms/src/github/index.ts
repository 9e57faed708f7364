import { definePlatform } from '../definition.ts';

/** GitHub, whose issues and discussions are imported. */
export const github = definePlatform({
  slug: 'github',
  name: 'GitHub',
  description: 'GitHub: issues and discussions.',
  community: true,
});
