import { hackernews } from '../../../../test/upstreams/listening/hackernews.ts';
import { describeSource } from './contract.ts';

describeSource({
  platform: 'hackernews',
  vendor: hackernews,
  settings: (url) => ({ HACKERNEWS_URL: url, HACKERNEWS_SEARCH_URL: url }),
  deletions: 'announced',
});
