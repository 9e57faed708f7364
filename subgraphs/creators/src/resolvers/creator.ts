import { boundId, DAY, fieldsAt, invalidInput, readBoundId } from '@tributary/kit';
import { MAX_VIDEOS } from '@tributary/platforms';
import type { GraphQLResolveInfo } from 'graphql';
import type { Answer, Profile } from '../answer.ts';
import type { Context } from '../context.ts';
import type { Metric } from '../data/history.ts';
import { engagementRate, findEmail, medianViews } from '../derived/index.ts';
import { type CreatorSource, creatorOf } from '../identify.ts';
import { isUsername } from '../names.ts';
import type { Platform } from '../platforms.ts';
import { Platform as PLATFORMS } from './enums.ts';
import { existing, lookUpCreator } from './look-up-creator.ts';

const MOST_DAYS = 3_650;

/** Fields that require a profile lookup. */
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
 * Returns the creator, or null if the selection set needs a profile and there is none. Looks up the
 * profile only if one of its fields is selected, because a lookup costs money.
 */
export function whenFound(
  creator: CreatorSource,
  context: Context,
  info: GraphQLResolveInfo,
  ...path: string[]
) {
  const selected = fieldsAt(info, ...path);
  const needed = PROFILE_FIELDS.some((field) => selected.has(field));
  return needed ? existing(creator, context) : creator;
}

/** Resolves a field from the profile. */
function fromProfile<Value>(read: (profile: Profile, answer: Answer<'profile'>) => Value) {
  return async (creator: CreatorSource, _: unknown, context: Context) => {
    const answer = await lookUpCreator(creator, context, 'profile');
    return answer && read(answer.facts, answer);
  };
}

/** Returns the creator of an id without a lookup; null for any other id. */
export function creatorOfId(id: string, context: Context): CreatorSource | null {
  const [, platform, username] =
    /^(\w+) (.+)$/s.exec(readBoundId('creator', context.scope().workspaceId, id) ?? '') ?? [];
  return platform && username ? named(platform as Platform, username) : null;
}

/** Returns the creator of a name; `subject` is null if the platform cannot have such a name. */
function named(platform: Platform, username: string): CreatorSource {
  return isUsername(platform, username)
    ? creatorOf(platform, username)
    : { platform, username, subject: null };
}

interface Reference {
  readonly id?: string;
  /** The enum value as sent by the gateway. */
  readonly platform?: keyof typeof PLATFORMS;
  readonly username?: string;
}

/**
 * Returns the creator of an entity representation. An unknown name is allowed, because every
 * creator has an id.
 */
function referred({ id, platform, username = '' }: Reference, context: Context): CreatorSource | null {
  if (id !== undefined) return creatorOfId(id, context);
  const name = platform && (PLATFORMS[platform] as Platform | undefined);
  return name ? named(name, username) : null;
}

export const Creator = {
  /** If the selection set needs a profile and there is none, no other source is queried. */
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
  profileSource: fromProfile((_, answer) => answer),

  async contactEmail(creator: CreatorSource, _: unknown, context: Context) {
    const answer = await lookUpCreator(creator, context, 'profile', 'email');
    if (!answer) return null;
    const found = findEmail(answer.facts.bio, answer.facts.externalUrl);
    return {
      email: found?.email ?? null,
      found: found !== null,
      source: found?.source ?? null,
      reading: answer,
    };
  },

  async videos(creator: CreatorSource, { first }: { first?: number | null }, context: Context) {
    const limit = first ?? 20;
    if (limit < 1 || limit > MAX_VIDEOS)
      throw invalidInput('first', `\`first\` must be from 1 to ${MAX_VIDEOS}, got ${limit}.`);
    const answer = await lookUpCreator(creator, context, 'videos');
    if (!answer) return null;
    const nodes = answer.facts.videos.slice(0, limit);
    return { nodes, count: nodes.length, reading: answer };
  },

  async medianViews(creator: CreatorSource, _: unknown, context: Context) {
    const answer = await lookUpCreator(creator, context, 'videos', 'median_views');
    return answer && { ...medianViews(answer.facts.videos, answer.fetchedAt), reading: answer };
  },

  async engagementRate(creator: CreatorSource, _: unknown, context: Context) {
    const answer = await lookUpCreator(creator, context, 'videos');
    return answer && { ...engagementRate(answer.facts.videos), reading: answer };
  },

  history({ platform, subject }: CreatorSource, args: HistoryArguments, context: Context) {
    const since = sinceOf(args, context);
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

/** Returns the start of a series; throws INVALID_INPUT if the number of days is out of range. */
export function sinceOf({ days }: HistoryArguments, { clock }: Pick<Context, 'clock'>): Date {
  const span = days ?? 90;
  if (span >= 1 && span <= MOST_DAYS) return new Date(clock() - span * DAY);
  throw invalidInput('days', `\`days\` must be from 1 to ${MOST_DAYS}, got ${span}.`);
}
