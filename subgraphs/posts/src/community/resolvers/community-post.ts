import { fieldsAt } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { GraphQLResolveInfo } from 'graphql';
import type { CommunityContext } from '../context.ts';
import { type Columns, columnsFor, type CommunityPost as Post } from '../data/community-post-rows.ts';
import type { MatchOfPost } from './post-match.ts';

/** Finds a community post by id, for entity references and `Query.communityPost`. */
export async function findCommunityPost(
  { id }: { id: string },
  context: CommunityContext,
): Promise<Post | null> {
  return isUuid(id) ? context.communityPosts.load(id) : null;
}

export const CommunityPost = {
  __resolveReference: findCommunityPost,
  likes: ({ points }: Post) => points,
  comments: ({ commentCount }: Post) => commentCount,
  engagement: ({ engagementStatus, engagementAt: at, engagementActor: actor }: Post) =>
    engagementStatus === null ? null : { at, actor },
  competitor: ({ analysis: { competitorNamed } }: Post) =>
    competitorNamed === null ? null : { name: competitorNamed },
  matches: async (post: Post, _: unknown, context: CommunityContext): Promise<MatchOfPost[]> => {
    const matches = await context.postMatches.load(post.id);
    return matches.map((match) => ({ ...match, post }));
  },
  corrections: ({ marked }: Post) =>
    marked.relevance === null && marked.sentiment === null && marked.intent === null ? null : marked,
};

/**
 * Returns the columns needed by the selection of a connection's posts, through `nodes` and `edges`.
 */
export function columnsSelected(info: GraphQLResolveInfo): Columns {
  const at = (...path: string[]) => [
    ...fieldsAt(info, 'nodes', ...path),
    ...fieldsAt(info, 'edges', 'node', ...path),
  ];
  return columnsFor(at(), at('analysis'));
}
