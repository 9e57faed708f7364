import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';

/** Lobsters. */
export const lobsters = definePlatform({
  slug: 'lobsters',
  name: 'Lobsters',
  settings,
  listen,
  community: true,
});
