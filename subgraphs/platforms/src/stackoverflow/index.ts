import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';

/** Stack Overflow, or another site of Stack Exchange. */
export const stackoverflow = definePlatform({
  slug: 'stackoverflow',
  name: 'Stack Overflow',
  aliases: ['stackexchange'],
  settings,
  listen,
  community: true,
});
