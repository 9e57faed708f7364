import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';

/** Lemmy. */
export const lemmy = definePlatform({
  slug: 'lemmy',
  name: 'Lemmy',
  settings,
  listen,
  community: true,
});
