import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';
import { publish } from './publish.ts';

/** DEV, or another Forem. */
export const devto = definePlatform({
  slug: 'devto',
  name: 'DEV',
  description: 'DEV Community (dev.to).',
  aliases: ['dev', 'forem'],
  settings,
  publish,
  listen,
  community: true,
});
