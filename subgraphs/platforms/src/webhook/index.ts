import { definePlatform } from '../definition.ts';
import { publish } from './publish.ts';

/** The workspace's own servers, following Standard Webhooks. */
export const webhook = definePlatform({
  slug: 'webhook',
  name: 'Webhook',
  description: 'A signed message to a URL of the workspace, after the Standard Webhooks specification.',
  publish,
});
