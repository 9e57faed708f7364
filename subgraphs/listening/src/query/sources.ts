import { platformName } from '@tributary/platforms';

/** Sources of items, by the slug of their platform. */
export const SOURCES = [
  'bluesky',
  'dev',
  'discourse',
  'facebook',
  'feed',
  'gdelt',
  'github',
  'hackernews',
  'instagram',
  'lemmy',
  'linkedin',
  'lobsters',
  'mastodon',
  'producthunt',
  'reddit',
  'stackoverflow',
  'tiktok',
  'x',
  'youtube',
] as const;

/** Returns the slug of a source by its slug, name or alias (`twitter`); null if there is none. */
export function sourceOf(text: string): string | null {
  return platformName(text, SOURCES);
}
