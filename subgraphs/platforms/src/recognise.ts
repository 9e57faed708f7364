import { type Finding, parseAddress } from './address-rules.ts';
import { CREATOR_PLATFORMS, type CreatorPlatform, platformOf } from './registry.ts';

/** What an address points to: a post, a profile or a shortened link, and on which platform. */
export type Recognised = Finding & { readonly platform: CreatorPlatform };

/**
 * Returns what an address points to; null if it is no known kind of address. The host decides the
 * platform; the given platform applies to an address whose host belongs to none.
 */
export function recognise(url: string, platform?: CreatorPlatform | null): Recognised | null {
  const address = parseAddress(url);
  if (!address) return null;
  const rulesOf = (slug: CreatorPlatform) => platformOf(slug).addresses!;
  const owner = CREATOR_PLATFORMS.find((slug) => rulesOf(slug).owns(address.host)) ?? platform;
  const finding = owner ? rulesOf(owner).read(address) : null;
  return finding && owner ? { ...finding, platform: owner } : null;
}
