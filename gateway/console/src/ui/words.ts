/** How the platforms write their own names. */
const PLATFORMS: Readonly<Record<string, string>> = {
  BLUESKY: 'Bluesky',
  DEVTO: 'DEV',
  DISCOURSE: 'Discourse',
  FACEBOOK: 'Facebook',
  FEEDS: 'Feeds',
  GDELT: 'GDELT',
  GITHUB: 'GitHub',
  HACKERNEWS: 'Hacker News',
  INSTAGRAM: 'Instagram',
  LEMMY: 'Lemmy',
  LINKEDIN: 'LinkedIn',
  LOBSTERS: 'Lobsters',
  MASTODON: 'Mastodon',
  PRODUCTHUNT: 'Product Hunt',
  REDDIT: 'Reddit',
  STACKOVERFLOW: 'Stack Overflow',
  TIKTOK: 'TikTok',
  X: 'X',
  YOUTUBE: 'YouTube',
};

/** Returns the name of a platform as it writes it. */
export function platformName(platform: string): string {
  return PLATFORMS[platform] ?? inWords(platform);
}

/** Names of the products as their documents write them. */
const PRODUCTS: Readonly<Record<string, string>> = {
  BUZZABOUT: 'Buzzabout',
  COMMUNITY_TRACKER: 'CommunityTracker',
  CREATOR_TRACKING: 'Creator Tracking',
  SOCIAL_CRM: 'SocialCRM',
  XTRACKER: 'XTracker',
};

/** Returns the name of a product. */
export function productName(product: string): string {
  return PRODUCTS[product] ?? inWords(product);
}

/** Writes an enum value as words: `PAIN_POINT` as "Pain point". */
export function inWords(value: string): string {
  const words = value.toLowerCase().replaceAll('_', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}

const numbers = new Intl.NumberFormat('en');
const decimals = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

export function formatNumber(value: number): string {
  return numbers.format(value);
}

/** Formats a number of percent with its unit. */
export function formatPercent(value: number): string {
  return `${decimals.format(value)} %`;
}

/** Formats a size in bytes: "1.4 MB". */
export function formatBytes(bytes: number): string {
  const [unit, size] = bytes < 1_000_000 ? ['kB', 1_000] : ['MB', 1_000_000];
  return `${decimals.format(bytes / Number(size))} ${unit}`;
}

/** Writes a count with its noun: "1 post", "3 posts". */
export function count(value: number, one: string, many = `${one}s`): string {
  return `${formatNumber(value)} ${value === 1 ? one : many}`;
}

/** The number of objects of a list; for a large list an estimate. */
export interface Total {
  readonly totalCount: number;
  readonly totalCountIsExact: boolean;
}

const rough = new Intl.NumberFormat('en', { maximumSignificantDigits: 2 });

/** Formats a total: "1,234", or "~48,000" if it is an estimate. */
export function formatTotal({ totalCount, totalCountIsExact }: Total): string {
  return totalCountIsExact ? formatNumber(totalCount) : `~${rough.format(totalCount)}`;
}

/** Writes a total with its noun: "1 post", "~48,000 posts". */
export function countTotal(total: Total, one: string): string {
  return `${formatTotal(total)} ${total.totalCount === 1 ? one : `${one}s`}`;
}
