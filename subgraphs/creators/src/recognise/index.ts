import type { Platform } from '../platforms.ts';
import { type AddressRules, type Finding, parseAddress, within } from './address.ts';
import { bluesky } from './bluesky.ts';
import { facebook } from './facebook.ts';
import { instagram } from './instagram.ts';
import { linkedin } from './linkedin.ts';
import { mastodonAt } from './mastodon.ts';
import { tiktok } from './tiktok.ts';
import { twitter } from './twitter.ts';
import { youtube } from './youtube.ts';

/** What an address is: whose, and a post, a profile or a shortened link. */
export type Recognised = Finding & { readonly platform: Platform };

/** Mastodon servers whose addresses are known as such without being told. */
const MASTODON_HOSTS = [
  'mastodon.social',
  'mastodon.online',
  'mstdn.social',
  'fosstodon.org',
  'hachyderm.io',
];

const RULES: Readonly<Record<Platform, AddressRules>> = {
  tiktok,
  instagram,
  youtube,
  twitter,
  facebook,
  linkedin,
  bluesky,
  mastodon: mastodonAt(within(...MASTODON_HOSTS)),
};

/**
 * What an address is on its platform; null when it is none that is known. The host decides; a platform that is given counts
 * for an address whose host is unknown.
 */
export function recognise(url: string, platform?: Platform | null): Recognised | null {
  const address = parseAddress(url);
  if (!address) return null;
  for (const [name, rules] of Object.entries(RULES) as [Platform, AddressRules][]) {
    if (!rules.owns(address.host)) continue;
    const finding = rules.read(address);
    return finding && { ...finding, platform: name };
  }
  const finding = platform ? RULES[platform].read(address) : null;
  return finding && platform ? { ...finding, platform } : null;
}

export { parseAddress } from './address.ts';
