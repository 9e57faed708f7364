import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { publish } from './publish.ts';

/** Discord, by webhooks. */
export const discord = definePlatform({
  slug: 'discord',
  name: 'Discord',
  settings,
  publish,
});
