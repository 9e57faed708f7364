import { definePlatform } from '../definition.ts';

/**
 * A page of this gateway, which the publishing subgraph writes; an account needs no credentials.
 */
export const sandbox = definePlatform({
  slug: 'sandbox',
  name: 'Sandbox',
  publish: { credentials: { required: [], optional: [] } },
});
