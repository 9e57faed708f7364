/** Platforms that creators publish on, by the names that addresses, settings and the database use. */
export const PLATFORMS = [
  'tiktok',
  'instagram',
  'youtube',
  'twitter',
  'facebook',
  'linkedin',
  'bluesky',
  'mastodon',
] as const;
export type Platform = (typeof PLATFORMS)[number];

/** What a person calls each platform. */
export const PLATFORM_NAMES: Readonly<Record<Platform, string>> = {
  tiktok: 'TikTok',
  instagram: 'Instagram',
  youtube: 'YouTube',
  twitter: 'Twitter/X',
  facebook: 'Facebook',
  linkedin: 'LinkedIn',
  bluesky: 'Bluesky',
  mastodon: 'Mastodon',
};

/** What can be asked of a source: one post's numbers, a creator's profile, a creator's newest posts. */
export const OPERATIONS = ['post_stats', 'profile', 'videos'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What a caller pays for: an operation, or what is worked out from one. */
export const PRICED = ['post_stats', 'profile', 'videos', 'median_views', 'email'] as const;
export type Priced = (typeof PRICED)[number];

/** Whether text is the name of a platform. */
export function isPlatform(text: string): text is Platform {
  return (PLATFORMS as readonly string[]).includes(text);
}
