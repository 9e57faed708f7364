import { definePlatform } from '../definition.ts';
import { addresses, names } from './addresses.ts';
import { settings } from './client.ts';
import { publish } from './publish.ts';
import { statistics } from './statistics.ts';

/** LinkedIn, through its versioned REST API. */
export const linkedin = definePlatform({
  slug: 'linkedin',
  name: 'LinkedIn',
  settings,
  addresses,
  names,
  statistics,
  publish,
  mentions: true,
});
