import { definePlatform } from '../definition.ts';
import { listen } from './listen.ts';

/** Forums with the software of Discourse. */
export const discourse = definePlatform({
  slug: 'discourse',
  name: 'Discourse',
  description: 'Forums with the software of Discourse.',
  listen,
  community: true,
});
