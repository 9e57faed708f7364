import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { publish } from './publish.ts';

/** Telegram, through bots. */
export const telegram = definePlatform({
  slug: 'telegram',
  name: 'Telegram',
  settings,
  publish,
});
