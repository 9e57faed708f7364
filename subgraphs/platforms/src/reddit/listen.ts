import type { ListenPart } from '../listen/source.ts';
import { postAt } from './addresses.ts';
import { openApplication } from './application.ts';
import type { settings } from './client.ts';
import { openFeeds } from './feeds.ts';

/**
 * Posts of subreddits, and search: through the API with an approved application, otherwise from
 * Atom feeds, with one shared budget.
 */
export const listen: ListenPart<typeof settings> = {
  keyless: true,
  requires:
    'nothing for one feed a minute; REDDIT_CLIENT_ID and REDDIT_CLIENT_SECRET, or REDDIT_FEED_USER and REDDIT_FEED_TOKEN, for more',
  // What is deleted at Reddit must be deleted here; `recheck` finds it.
  retentionDays: null,
  quota: [{ units: 100, windowMs: 60_000 }],
  postAt,
  open({ settings, policy, budget }) {
    const services = { policy, budget };
    const hasApplication = settings.REDDIT_CLIENT_ID && settings.REDDIT_CLIENT_SECRET;
    return hasApplication ? openApplication(settings, services) : openFeeds(settings, services);
  },
};
