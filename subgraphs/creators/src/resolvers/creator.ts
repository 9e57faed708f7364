import { boundId, invalidInput, readBoundId, selects } from '@tributary/kit';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { type CreatorSource, creatorOf, existing, readOf } from '../creator.ts';
import type { Metric } from '../data/history.ts';
import { findEmail } from '../email.ts';
import { engagementRate } from '../engagement.ts';
import type { Profile, Reading } from '../facts.ts';
import { medianViews } from '../median-views.ts';
import { isUsername } from '../names.ts';
import type { Platform } from '../platforms.ts';
import { MOST_VIDEOS } from '../providers/provider.ts';
import { Platform as PLATFORMS } from './enums.ts';

const DAY = 24 * 60 * 60 * 1_000;
const MOST_DAYS = 3_650;

/** Fields that stand in a profile: only for them is one read. */
const PROFILE_FIELDS = [
  'handle',
  'fullName',
  'bio',
  'profilePicUrl',
  'followers',
  'following',
  'postsCount',
  'isVerified',
  'externalUrl',
  'profileSource',
];

/**
 * The creator whose fields are selected: null when a profile is needed and there is none. Without a field of the
 * profile nothing is read here, as it would cost something.
 */
export function whenFound(
  creator: CreatorSource,
  context: Context,
  info: GraphQLResolveInfo,
  ...path: string[]
) {
  const needed = PROFILE_FIELDS.some((field) => selects(info, ...path, field));
  return needed ? existing(creator, context) : creator;
}

/** A field of the profile. */
function fromProfile<Value>(read: (profile: Profile, reading: Reading<'profile'>) => Value) {
  return async (creator: CreatorSource, _: unknown, context: Context) => {
    const reading = await readOf(creator, context, 'profile');
    return reading && read(reading.facts, reading);
  };
}

/** Who a creator's id means; null for every other id. Nothing is read for it. */
export function creatorOfId(id: string, context: Context): CreatorSource | null {
  const [, platform, username] =
    /^(\w+) (.+)$/s.exec(readBoundId('creator', context.scope().workspaceId, id) ?? '') ?? [];
  return platform && username ? named(platform as Platform, username) : null;
}

/** The creator of a name on a platform; nothing is known of a name that the platform cannot have. */
function named(platform: Platform, username: string): CreatorSource {
  return isUsername(platform, username)
    ? creatorOf(platform, username)
    : { platform, username, subject: null };
}

interface Reference {
  readonly id?: string;
  /** The enum as it is on the wire. */
  readonly platform?: keyof typeof PLATFORMS;
  readonly username?: string;
}

/** Who a reference means. A creator has an id, so there is an object even when nothing is known of the name. */
function referred({ id, platform, username = '' }: Reference, context: Context): CreatorSource | null {
  if (id !== undefined) return creatorOfId(id, context);
  const name = platform && (PLATFORMS[platform] as Platform | undefined);
  return name ? named(name, username) : null;
}

export const Creator = {
  /** Without a profile where one is needed nothing else is asked of the sources either. */
  async __resolveReference(reference: Reference, context: Context, info: GraphQLResolveInfo) {
    const creator = referred(reference, context);
    if (!creator?.subject) return creator;
    return (await whenFound(creator, context, info)) ?? { ...creator, subject: null };
  },
  id: ({ platform, username }: CreatorSource, _: unknown, context: Context) =>
    boundId('creator', context.scope().workspaceId, `${platform} ${username}`),
  handle: fromProfile(({ username }) => username),
  fullName: fromProfile(({ fullName }) => fullName),
  bio: fromProfile(({ bio }) => bio),
  profilePicUrl: fromProfile(({ pictureUrl }) => pictureUrl),
  followers: fromProfile(({ followers }) => followers),
  following: fromProfile(({ following }) => following),
  postsCount: fromProfile(({ postsCount }) => postsCount),
  isVerified: fromProfile(({ isVerified }) => isVerified),
  externalUrl: fromProfile(({ externalUrl }) => externalUrl),
  profileSource: fromProfile((_, reading) => reading),

  async contactEmail(creator: CreatorSource, _: unknown, context: Context) {
    const reading = await readOf(creator, context, 'profile', 'email');
    if (!reading) return null;
    const found = findEmail(reading.facts.bio, reading.facts.externalUrl);
    return { email: found?.email ?? null, found: found !== null, source: found?.source ?? null, reading };
  },

  async videos(creator: CreatorSource, { first }: { first?: number | null }, context: Context) {
    const limit = first ?? 20;
    if (limit < 1 || limit > MOST_VIDEOS)
      throw invalidInput('first', `\`first\` must be from 1 to ${MOST_VIDEOS}, got ${limit}.`);
    const reading = await readOf(creator, context, 'videos');
    if (!reading) return null;
    const nodes = reading.facts.videos.slice(0, limit);
    return { nodes, count: nodes.length, reading };
  },

  async medianViews(creator: CreatorSource, _: unknown, context: Context) {
    const reading = await readOf(creator, context, 'videos', 'median_views');
    return reading && { ...medianViews(reading.facts.videos, reading.fetchedAt), reading };
  },

  async engagementRate(creator: CreatorSource, _: unknown, context: Context) {
    const reading = await readOf(creator, context, 'videos');
    return reading && { ...engagementRate(reading.facts.videos), reading };
  },

  history({ platform, subject }: CreatorSource, args: HistoryArguments, context: Context) {
    const since = sinceOf(args);
    const { metric } = args;
    if (!subject) return [];
    return context.series.load({ kind: 'creator', platform, subject: subject.id, metric, since });
  },
};

/** Arguments of a series. */
export interface HistoryArguments {
  metric: Metric;
  days?: number | null;
}

/** Where a series begins; INVALID_INPUT for a span that is none. */
export function sinceOf({ days }: HistoryArguments): Date {
  const span = days ?? 90;
  if (span >= 1 && span <= MOST_DAYS) return new Date(Date.now() - span * DAY);
  throw invalidInput('days', `\`days\` must be from 1 to ${MOST_DAYS}, got ${span}.`);
}
