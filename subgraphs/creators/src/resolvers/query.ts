import { invalidInput } from '@tributary/kit';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { type CreatorArguments, checkAmong, creatorFrom, creatorOf } from '../identify.ts';
import { sourcesFor } from '../lookup/index.ts';
import { PLATFORM_NAMES, PLATFORMS, type Platform } from '../platforms.ts';
import { readBalance } from './balance.ts';
import { whenFound } from './creator.ts';
import { creatorImports } from './creator-import.ts';
import { knownCreators } from './known-creator.ts';
import { findPost } from './post-stats.ts';

const MOST_CREATORS = 100;

interface PostArguments {
  url: string;
  platform?: Platform | null;
  among?: readonly Platform[] | null;
}

export const Query = {
  knownCreators,
  creatorImports,

  creator: (_: unknown, args: CreatorArguments, context: Context, info: GraphQLResolveInfo) =>
    whenFound(creatorFrom(args), context, info),

  creators(
    _: unknown,
    { of }: { of: readonly { platform: Platform; username: string }[] },
    context: Context,
    info: GraphQLResolveInfo,
  ) {
    if (of.length > MOST_CREATORS)
      throw invalidInput('of', `\`of\` may have at most ${MOST_CREATORS} creators, got ${of.length}.`);
    // Validates all names before the first lookup; a later throw would abandon lookups in flight.
    const sources = of.map(({ platform, username }) => creatorOf(platform, username));
    return sources.map((source) => whenFound(source, context, info));
  },

  postStats(_: unknown, { url, platform, among }: PostArguments, context: Context) {
    checkAmong(context.postAt(url, platform, among).platform, among);
    return findPost(url, platform, context);
  },

  creatorPlatforms: (_: unknown, __: unknown, { sources }: Context) =>
    PLATFORMS.map((platform) => ({
      platform,
      name: PLATFORM_NAMES[platform],
      postStats: sourcesFor(sources, platform, 'post_stats').length > 0,
      profile: sourcesFor(sources, platform, 'profile').length > 0,
      videos: sourcesFor(sources, platform, 'videos').length > 0,
      sources: (sources.get(platform) ?? []).map(({ name }) => name),
    })),

  creatorBalance(_: unknown, { entries }: { entries?: number | null }, context: Context) {
    return readBalance(context.scope(), entries ?? 20);
  },
};
