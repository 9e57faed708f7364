import { brandwatchCsv } from './brandwatch.ts';
import { hackerNewsAlgolia, hackerNewsCsv } from './hacker-news.ts';
import type { KnownExport } from './known-export.ts';
import { mastodonOutbox } from './mastodon.ts';
import { redditDump, redditExport } from './reddit.ts';
import { sproutCsv } from './sprout.ts';
import { stackExchangeApi } from './stack-exchange.ts';
import { xArchive } from './x-archive.ts';
import { youtubeTakeoutComments } from './youtube-takeout.ts';

export { presetOf } from './known-export.ts';

/** Known exports of platforms and tools, by preset name. */
export const KNOWN_EXPORTS = {
  'x-archive': xArchive,
  'reddit-dump': redditDump,
  'reddit-export': redditExport,
  'hackernews-algolia': hackerNewsAlgolia,
  'hackernews-csv': hackerNewsCsv,
  'mastodon-outbox': mastodonOutbox,
  'stackexchange-api': stackExchangeApi,
  'youtube-takeout-comments': youtubeTakeoutComments,
  'brandwatch-csv': brandwatchCsv,
  'sprout-csv': sproutCsv,
} as const satisfies Readonly<Record<string, KnownExport>>;
