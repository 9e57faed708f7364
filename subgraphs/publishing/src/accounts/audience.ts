import { type Asking, type GraphPort, TributaryError } from '@tributary/kit';
import type { PublishingPlatform as Platform } from '@tributary/platforms';
import DataLoader from 'dataloader';
import type { ConnectedAccount } from '../data/accounts.ts';

/** Creators' platforms by those that posts are published to; the others have no creators. */
const PLATFORMS: Readonly<Partial<Record<Platform, string>>> = {
  bluesky: 'BLUESKY',
  mastodon: 'MASTODON',
  x: 'X',
  linkedin: 'LINKEDIN',
};

/**
 * What `insights:read` needs of creators: numbers and audiences of the workspace's own posts and
 * accounts. They are charged as any look-up is, and refunded when the response to the caller does
 * not arrive.
 */
export const CREATOR_RIGHTS = { scopes: ['creators:read'], policies: ['creator-tracking:api'] } as const;

/** How an account is referred to as a creator. */
export interface CreatorReference {
  readonly platform: string;
  readonly username: string;
}

/** An account's audience. */
export interface Audience {
  readonly followers: number | null;
  readonly following: number | null;
  readonly posts: number | null;
  readonly fetchedAt: string;
}

/** The account as a creator; null where its platform has none. */
export function creatorOf({
  platform,
  handle,
}: Pick<ConnectedAccount, 'platform' | 'handle'>): CreatorReference | null {
  const name = PLATFORMS[platform];
  return name ? { platform: name, username: handle.replace(/^@/, '').toLowerCase() } : null;
}

const AUDIENCES = `query Audiences($of: [CreatorKey!]!) {
  creators(of: $of) { followers following postsCount profileSource { fetchedAt } }
}`;

interface Answer {
  /** Null when the list as a whole was refused. */
  creators:
    | readonly ({
        followers: number | null;
        following: number | null;
        postsCount: number | null;
        profileSource: { fetchedAt: string } | null;
      } | null)[]
    | null;
}

/** Audiences for one request, asked of creators together; null for what is not known there. */
export function audiences(
  graph: GraphPort,
  as: () => Asking,
): DataLoader<CreatorReference, Audience | null, string> {
  return new DataLoader((of) => askTogether(graph, as(), of), {
    cacheKeyFn: ({ platform, username }) => `${platform} ${username}`,
    maxBatchSize: 100,
  });
}

/** Null for an account without a creator, and where money or every source is missing. */
async function askTogether(
  graph: GraphPort,
  as: Asking,
  of: readonly CreatorReference[],
): Promise<(Audience | null)[]> {
  try {
    const { creators } = await graph.ask<Answer>(as, AUDIENCES, { of }, { partial: true });
    if (creators) return creators.map(toAudience);
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
  }
  // A name that the platform could not have is refused for the whole list: each is asked alone
  // then.
  if (of.length === 1) return [null];
  return (await Promise.all(of.map((one) => askTogether(graph, as, [one])))).flat();
}

function toAudience(creator: NonNullable<Answer['creators']>[number]): Audience | null {
  if (!creator?.profileSource) return null;
  const { followers, following, postsCount: posts, profileSource } = creator;
  return { followers, following, posts, fetchedAt: profileSource.fetchedAt };
}
