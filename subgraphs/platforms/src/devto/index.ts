import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { publish } from './publish.ts';

/** DEV, or another Forem. */
export const devto = definePlatform({
  slug: 'devto',
  name: 'DEV',
  description: 'DEV Community (dev.to).',
  aliases: ['dev'],
  settings,
  publish,
  community: true,
});
