import { CREATOR_PLATFORMS, type CreatorPlatform, platformOf } from '@tributary/platforms';

export {
  CREATOR_PLATFORMS as PLATFORMS,
  type CreatorPlatform as Platform,
  OPERATIONS,
  type Operation,
} from '@tributary/platforms';

/** Display names of the platforms. */
export const PLATFORM_NAMES = Object.fromEntries(
  CREATOR_PLATFORMS.map((platform) => [platform, platformOf(platform).name]),
) as Readonly<Record<CreatorPlatform, string>>;

/** Billed items: operations, and figures derived from them. */
export const PRICED = ['post_stats', 'profile', 'videos', 'median_views', 'email'] as const;
export type Priced = (typeof PRICED)[number];
