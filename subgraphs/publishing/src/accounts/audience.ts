import { type GraphCaller, type GraphPort, TributaryError } from '@tributary/kit';
import { creatorPlatformName } from '@tributary/platforms';
import DataLoader from 'dataloader';
import type { ConnectedAccount } from '../data/accounts.ts';

/**
 * Rights in the creators subgraph that `insights:read` needs for the metrics and audiences of the
 * workspace's own posts and accounts. Each lookup is charged as usual, and refunded if the response
 * does not reach the caller.
 */
export const CREATOR_RIGHTS = { scopes: ['creators:read'], policies: ['creator-tracking:api'] } as const;

/** Key of an account in the creators subgraph. */
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

/** Returns the creator key of an account, or null if its platform has no creators. */
export function creatorOf({
  platform,
  handle,
}: Pick<ConnectedAccount, 'platform' | 'handle'>): CreatorReference | null {
  const name = creatorPlatformName(platform);
  return name ? { platform: name, username: handle.replace(/^@/, '').toLowerCase() } : null;
}

const AUDIENCES = `query Audiences($of: [CreatorKey!]!) {
  creators(of: $of) { followers following postsCount profileSource { fetchedAt } }
}`;

interface Answer {
  /** Null if the list as a whole was rejected. */
  creators:
    | readonly ({
        followers: number | null;
        following: number | null;
        postsCount: number | null;
        profileSource: { fetchedAt: string } | null;
      } | null)[]
    | null;
}

/**
 * Loads the audiences of one request in batches from the creators subgraph; null if unknown there.
 */
export function audiences(
  graph: GraphPort,
  as: () => GraphCaller,
): DataLoader<CreatorReference, Audience | null, string> {
  return new DataLoader((of) => askTogether(graph, as(), of), {
    cacheKeyFn: ({ platform, username }) => `${platform} ${username}`,
    maxBatchSize: 100,
  });
}

/**
 * Returns null for an account without a creator, and if credit is insufficient or every source
 * fails.
 */
async function askTogether(
  graph: GraphPort,
  as: GraphCaller,
  of: readonly CreatorReference[],
): Promise<(Audience | null)[]> {
  try {
    const { creators } = await graph.ask<Answer>(as, AUDIENCES, { of }, { partial: true });
    if (creators) return creators.map(toAudience);
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
  }
  // One invalid username fails the whole list, so each creator is then queried on its own.
  if (of.length === 1) return [null];
  return (await Promise.all(of.map((one) => askTogether(graph, as, [one])))).flat();
}

function toAudience(creator: NonNullable<Answer['creators']>[number]): Audience | null {
  if (!creator?.profileSource) return null;
  const { followers, following, postsCount: posts, profileSource } = creator;
  return { followers, following, posts, fetchedAt: profileSource.fetchedAt };
}
