import { definePlatform } from '../definition.ts';
import { publish } from './publish.ts';

/** Servers of the workspace's own, by the Standard Webhooks. */
export const webhook = definePlatform({ slug: 'webhook', name: 'Webhook', publish });
