import { definePlatform } from '../definition.ts';
import { settings } from './client.ts';
import { publish } from './publish.ts';

/** Slack, through incoming webhooks or bots. */
export const slack = definePlatform({
  slug: 'slack',
  name: 'Slack',
  settings,
  publish,
});
