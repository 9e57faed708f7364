import { definePlatform } from '../definition.ts';

/** A page of this gateway, written by the publishing subgraph; its accounts need no credentials. */
export const sandbox = definePlatform({
  slug: 'sandbox',
  name: 'Sandbox',
  publish: { credentials: { required: [], optional: [] } },
});
