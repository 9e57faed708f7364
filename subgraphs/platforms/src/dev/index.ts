import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { publish } from './publish.ts';

/** DEV, or another Forem. */
export const dev = definePlatform({
  slug: 'dev',
  name: 'DEV',
  settings,
  publish,
});
