import type { Job, SubgraphServices } from '@tributary/kit';
import { deliveryParts, type Resources } from '../context.ts';
import type { Tables } from '../data/tables.ts';
import { work } from '../delivery/index.ts';
import type { publishingSettings } from '../settings.ts';

/**
 * Publishes due posts. Runs in every process at once; a lease assigns each target to one of them.
 */
export const deliverDuePosts: Job<SubgraphServices<Tables, typeof publishingSettings>, Resources> = {
  name: 'publishing.deliver-due-posts',
  always: true,
  run: (services, { signal }, resources) => work(deliveryParts(services, resources), signal),
};
