import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { listen } from './listen.ts';

/** GitHub: its issues, pull requests and discussions. */
export const github = definePlatform({
  slug: 'github',
  name: 'GitHub',
  description: 'GitHub: issues and discussions.',
  settings,
  community: true,
  listen,
});
