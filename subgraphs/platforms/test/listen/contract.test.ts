import { bluesky } from '../../../../test/upstreams/listening/bluesky.ts';
import { dev } from '../../../../test/upstreams/listening/dev.ts';
import { discourse } from '../../../../test/upstreams/listening/discourse.ts';
import { feeds } from '../../../../test/upstreams/listening/feeds.ts';
import { gdelt } from '../../../../test/upstreams/listening/gdelt.ts';
import { github } from '../../../../test/upstreams/listening/github.ts';
import { hackernews } from '../../../../test/upstreams/listening/hackernews.ts';
import { lemmy } from '../../../../test/upstreams/listening/lemmy.ts';
import { lobsters } from '../../../../test/upstreams/listening/lobsters.ts';
import { mastodon } from '../../../../test/upstreams/listening/mastodon.ts';
import { producthunt } from '../../../../test/upstreams/listening/producthunt.ts';
import { reddit } from '../../../../test/upstreams/listening/reddit.ts';
import { stackoverflow } from '../../../../test/upstreams/listening/stackoverflow.ts';
import { x } from '../../../../test/upstreams/listening/x.ts';
import { youtube } from '../../../../test/upstreams/listening/youtube.ts';
import { describeSource } from './contract.ts';

describeSource({
  platform: 'hackernews',
  vendor: hackernews,
  settings: (url) => ({ HACKERNEWS_URL: url, HACKERNEWS_SEARCH_URL: url }),
  deletions: 'announced',
});

describeSource({
  platform: 'bluesky',
  vendor: bluesky,
  settings: (url) => ({
    BLUESKY_JETSTREAM_URL: url.replace('http', 'ws'),
    BLUESKY_JETSTREAM_V1_URL: url.replace('http', 'ws'),
    BLUESKY_APPVIEW_URL: url,
    BLUESKY_PDS_URL: url,
    BLUESKY_IDENTIFIER: 'us.test',
    BLUESKY_APP_PASSWORD: 'the-app-password',
  }),
  secrets: ['the-app-password', 'jwt-of-the-session'],
  deletions: 'announced',
});

describeSource({
  platform: 'stackoverflow',
  vendor: stackoverflow,
  settings: (url) => ({ STACKEXCHANGE_URL: url, STACKEXCHANGE_KEY: 'the-key' }),
  secrets: ['the-key'],
  deletions: 'reread',
});

describeSource({
  platform: 'devto',
  vendor: dev,
  settings: (url) => ({ DEV_URL: url }),
  deletions: 'reread',
});

describeSource({
  platform: 'lobsters',
  vendor: lobsters,
  settings: (url) => ({ LOBSTERS_URL: url }),
  deletions: 'reread',
});

describeSource({
  platform: 'mastodon',
  vendor: (posts) => mastodon(posts),
  settings: (url) => ({ MASTODON_INSTANCES: url }),
  places: (url) => ({ known: url, unknown: 'not a server' }),
  deletions: 'reread',
});

describeSource({
  platform: 'feeds',
  vendor: (posts) => feeds(posts),
  settings: () => ({}),
  places: (url) => ({ known: `${url}/feed`, unknown: `${url}/none` }),
  deletions: 'never',
});

const subreddits = () => ({ known: 'r/tea', unknown: 'nowhere' });

describeSource({
  platform: 'reddit',
  variant: 'with an application',
  vendor: reddit,
  settings: (url) => ({
    REDDIT_URL: url,
    REDDIT_API_URL: url,
    REDDIT_CLIENT_ID: 'id-of-the-app',
    REDDIT_CLIENT_SECRET: 'secret-of-the-app',
  }),
  places: subreddits,
  secrets: ['secret-of-the-app', 'token-of-the-app', btoa('id-of-the-app:secret-of-the-app')],
  deletions: 'reread',
});

describeSource({
  platform: 'reddit',
  variant: 'with a feed token',
  vendor: reddit,
  settings: (url) => ({ REDDIT_URL: url, REDDIT_FEED_USER: 'us', REDDIT_FEED_TOKEN: 'the-feed-token' }),
  places: subreddits,
  secrets: ['the-feed-token'],
  deletions: 'never',
});

describeSource({
  platform: 'github',
  vendor: github,
  settings: (url) => ({ GITHUB_URL: url, GITHUB_TOKEN: 'the-github-token' }),
  places: () => ({ known: 'tea/pot', unknown: 'nobody/nothing' }),
  secrets: ['the-github-token'],
  deletions: 'reread',
});

describeSource({
  platform: 'producthunt',
  vendor: producthunt,
  settings: (url) => ({ PRODUCTHUNT_URL: url, PRODUCTHUNT_TOKEN: 'the-hunt-token' }),
  secrets: ['the-hunt-token'],
  deletions: 'reread',
});

describeSource({
  platform: 'youtube',
  vendor: youtube,
  settings: (url) => ({ YOUTUBE_URL: url, YOUTUBE_KEY: 'the-youtube-key' }),
  secrets: ['the-youtube-key'],
  deletions: 'reread',
});

describeSource({
  platform: 'x',
  vendor: x,
  settings: (url) => ({ X_URL: url, X_TOKEN: 'the-x-token' }),
  secrets: ['the-x-token'],
  deletions: 'reread',
});

describeSource({
  platform: 'lemmy',
  vendor: lemmy,
  settings: (url) => ({ LEMMY_URL: url }),
  deletions: 'announced',
});

describeSource({
  platform: 'discourse',
  vendor: discourse,
  settings: () => ({}),
  places: (url) => ({ known: url, unknown: 'not a forum' }),
  deletions: 'reread',
});

describeSource({
  platform: 'gdelt',
  vendor: gdelt,
  settings: (url) => ({ GDELT_URL: url }),
  deletions: 'never',
  has: 'title',
});
