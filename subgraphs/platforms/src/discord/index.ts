import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { publish } from './publish.ts';

/** Discord, through webhooks. */
export const discord = definePlatform({
  slug: 'discord',
  name: 'Discord',
  settings,
  publish,
});
