import {
  COMMUNITY_PLATFORMS,
  CREATOR_PLATFORMS,
  MENTION_PLATFORMS,
  type PlatformSlug,
  PUBLISHING_PLATFORMS,
  platformOf,
  STORED_PLATFORMS,
} from './registry.ts';

/** Enums of platforms in the graph. */
export type PlatformEnum =
  | 'Platform'
  | 'PublishingPlatform'
  | 'CommunitySource'
  | 'MentionSource'
  | 'StoredSource';

/** The platforms of each enum. */
export const ENUM_PLATFORMS: Readonly<Record<PlatformEnum, readonly PlatformSlug[]>> = {
  Platform: CREATOR_PLATFORMS,
  PublishingPlatform: PUBLISHING_PLATFORMS,
  CommunitySource: COMMUNITY_PLATFORMS,
  MentionSource: MENTION_PLATFORMS,
  StoredSource: STORED_PLATFORMS,
};

const DESCRIPTIONS: Readonly<Record<PlatformEnum, string>> = {
  Platform: 'Platforms that creators publish on.',
  PublishingPlatform: 'Platforms that posts are published to.',
  CommunitySource: 'Platforms that community posts come from.',
  MentionSource: 'Platforms that mentions come from.',
  StoredSource: 'Platforms that community posts or mentions come from.',
};

/** Returns the resolver of an enum: its values by their names in the graph, `X` for `x`. */
export function enumOf(name: PlatformEnum): Record<string, PlatformSlug> {
  return Object.fromEntries(ENUM_PLATFORMS[name].map((slug) => [slug.toUpperCase(), slug]));
}

/** Returns the name of a platform in the enum `Platform`; null if it has no creators. */
export function creatorPlatformName(slug: string): string | null {
  return (CREATOR_PLATFORMS as readonly string[]).includes(slug) ? slug.toUpperCase() : null;
}

/** Renders the SDL of the enums. */
export function enumSdl(): string {
  return (Object.keys(ENUM_PLATFORMS) as PlatformEnum[])
    .map((name) => {
      const values = ENUM_PLATFORMS[name].map((slug) => {
        const { name, description = `${name}.` } = platformOf(slug);
        return `  ${JSON.stringify(description)}\n  ${slug.toUpperCase()}\n`;
      });
      return `${JSON.stringify(DESCRIPTIONS[name])}\nenum ${name} {\n${values.join('')}}\n`;
    })
    .join('\n');
}
