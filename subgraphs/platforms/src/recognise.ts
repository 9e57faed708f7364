import { type Finding, parseAddress } from './address-rules.ts';
import {
  CREATOR_PLATFORMS,
  type CreatorPlatform,
  LISTENING_PLATFORMS,
  type ListeningPlatform,
  platformOf,
} from './registry.ts';

/** The target of a URL, a post, a profile or a shortened link, and its platform. */
export type Recognised = Finding & { readonly platform: CreatorPlatform };

/**
 * Returns the target of a URL; null if unrecognised. The host determines the platform; `platform`
 * applies only if no platform owns the host.
 */
export function recognise(url: string, platform?: CreatorPlatform | null): Recognised | null {
  const address = parseAddress(url);
  if (!address) return null;
  const rulesOf = (slug: CreatorPlatform) => platformOf(slug).addresses!;
  const owner = CREATOR_PLATFORMS.find((slug) => rulesOf(slug).owns(address.host)) ?? platform;
  const finding = owner ? rulesOf(owner).read(address) : null;
  return finding && owner ? { ...finding, platform: owner } : null;
}

/** The platform of a post, and its id there, for the source's `find`. */
export interface RecognisedPost {
  readonly platform: ListeningPlatform;
  readonly id: string;
}

/** Returns the post at a URL, if its source can read posts by their addresses; otherwise null. */
export function recognisePost(url: URL): RecognisedPost | null {
  for (const platform of LISTENING_PLATFORMS) {
    const id = platformOf(platform).listen!.postAt?.(url) ?? null;
    if (id !== null) return { platform, id };
  }
  return null;
}
