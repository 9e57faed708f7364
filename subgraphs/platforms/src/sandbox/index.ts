import { definePlatform } from '../definition.ts';

/** A page of this gateway, written by the publishing subgraph; its accounts need no credentials. */
export const sandbox = definePlatform({
  slug: 'sandbox',
  name: 'Sandbox',
  description: 'A page of this gateway for trying everything out; needs no network and no credentials.',
  publish: { credentials: { required: [], optional: [] } },
});
