import { bluesky } from './bluesky/index.ts';
import { listeningSettings, type Settings } from './client.ts';
import type { PlatformDefinition } from './definition.ts';
import { devto } from './devto/index.ts';
import { discord } from './discord/index.ts';
import { discourse } from './discourse/index.ts';
import { facebook } from './facebook/index.ts';
import { feeds } from './feeds/index.ts';
import { gdelt } from './gdelt/index.ts';
import { github } from './github/index.ts';
import { hackernews } from './hackernews/index.ts';
import { instagram } from './instagram/index.ts';
import { lemmy } from './lemmy/index.ts';
import { linkedin } from './linkedin/index.ts';
import { lobsters } from './lobsters/index.ts';
import { mastodon } from './mastodon/index.ts';
import { producthunt } from './producthunt/index.ts';
import { reddit } from './reddit/index.ts';
import { sandbox } from './sandbox/index.ts';
import { slack } from './slack/index.ts';
import { stackoverflow } from './stackoverflow/index.ts';
import { telegram } from './telegram/index.ts';
import { tiktok } from './tiktok/index.ts';
import { webhook } from './webhook/index.ts';
import { x } from './x/index.ts';
import { youtube } from './youtube/index.ts';

/**
 * Every platform, in display order. To add one, create its folder, import it here and add a line,
 * and run `npm run compose`, which writes the enums of the graph.
 */
const all = [
  tiktok,
  instagram,
  youtube,
  x,
  facebook,
  linkedin,
  bluesky,
  mastodon,
  reddit,
  hackernews,
  producthunt,
  stackoverflow,
  devto,
  lobsters,
  github,
  lemmy,
  discourse,
  feeds,
  gdelt,
  discord,
  slack,
  telegram,
  webhook,
  sandbox,
] as const;

type Defined = (typeof all)[number];
type Having<Part extends string> = Extract<Defined, { readonly [Name in Part]: unknown }>['slug'];

/** Any platform. */
export type PlatformSlug = Defined['slug'];
/** A platform whose creators and posts can be looked up. */
export type CreatorPlatform = Having<'addresses'>;
/** A platform that posts are published to. */
export type PublishingPlatform = Having<'publish'>;
/** A platform that community posts come from. */
export type CommunityPlatform = Having<'community'>;
/** A platform that mentions come from. */
export type MentionPlatform = Having<'mentions'>;
/** A platform that community posts or mentions come from. */
export type StoredPlatform = CommunityPlatform | MentionPlatform;
/** A platform whose public posts can be followed or searched. */
export type ListeningPlatform = Having<'listen'>;

/** The definitions of all platforms, in display order. */
export const definitions: readonly PlatformDefinition[] = all;
const bySlug = new Map(definitions.map((definition) => [definition.slug, definition]));

function having<Slug extends PlatformSlug>(part: keyof PlatformDefinition): readonly Slug[] {
  return definitions.filter((each) => each[part]).map(({ slug }) => slug as Slug);
}

/** Platforms whose creators and posts can be looked up. */
export const CREATOR_PLATFORMS = having<CreatorPlatform>('addresses');
/** Platforms that posts are published to. */
export const PUBLISHING_PLATFORMS = having<PublishingPlatform>('publish');
/** Platforms that community posts come from. */
export const COMMUNITY_PLATFORMS = having<CommunityPlatform>('community');
/** Platforms that mentions come from. */
export const MENTION_PLATFORMS = having<MentionPlatform>('mentions');
/** Platforms that community posts or mentions come from. */
export const STORED_PLATFORMS: readonly StoredPlatform[] = definitions
  .filter(({ community, mentions }) => community || mentions)
  .map(({ slug }) => slug as StoredPlatform);
/** Platforms whose public posts can be followed or searched. */
export const LISTENING_PLATFORMS = having<ListeningPlatform>('listen');

/** Returns the definition of a platform. */
export function platformOf(slug: PlatformSlug): PlatformDefinition {
  return bySlug.get(slug)!;
}

type Union<Type> = (Type extends unknown ? (each: Type) => void : never) extends (all: infer All) => void
  ? All
  : never;
type OwnSettings = Union<Extract<Defined, { readonly settings?: object }>['settings'] & {}> &
  typeof listeningSettings;

/** Environment variables of all platforms. */
export const platformSettings = Object.assign(
  {},
  listeningSettings,
  ...definitions.map(({ settings }) => settings),
) as {
  readonly [Name in keyof OwnSettings]: OwnSettings[Name];
} & Settings;

/**
 * Returns the platform that a text names, among `known`: `Twitter`, `X (formerly Twitter)`, `Hacker
 * News`; null if none.
 */
export function platformName<Slug extends string>(text: string, known: readonly Slug[]): Slug | null {
  const lower = text.trim().toLowerCase();
  for (const part of [lower, lower.split(/[^a-z0-9]+/)[0]!]) {
    const name = part.replace(/[^a-z0-9]/g, '');
    const slug = definitions.find(({ slug, aliases = [] }) => slug === name || aliases.includes(name))?.slug;
    const found = known.find((each) => each === name || each === slug);
    if (found) return found;
  }
  return null;
}
