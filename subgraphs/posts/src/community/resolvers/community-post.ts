import { fieldsAt } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { GraphQLResolveInfo } from 'graphql';
import type { CommunityContext } from '../context.ts';
import { type Columns, columnsFor, type CommunityPost as Post } from '../data/community-post-rows.ts';

/** A community post by its id, for the graph's entity references and for `communityPost`. */
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
};

/** The columns of what is selected of a connection's posts, whichever way to them is taken. */
export function columnsSelected(info: GraphQLResolveInfo): Columns {
  const at = (...path: string[]) => [
    ...fieldsAt(info, 'nodes', ...path),
    ...fieldsAt(info, 'edges', 'node', ...path),
  ];
  return columnsFor(at(), at('analysis'));
}
