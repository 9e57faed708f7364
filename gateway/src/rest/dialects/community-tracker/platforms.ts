import { platformNames } from '../../engine/platform-names.ts';

/** The platforms of posts, in the order of DECISIONS.md. */
export const platforms = platformNames('CommunitySource', {
  documented: [
    ...['reddit', 'hackernews', 'producthunt', 'bluesky', 'mastodon', 'stackoverflow'],
    ...['devto', 'lobsters', 'github', 'youtube', 'x'],
  ],
});
