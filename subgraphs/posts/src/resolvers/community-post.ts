import { isUuid, selects } from '@tributary/kit';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import type { CommunityPost as Post } from '../data/community-post-rows.ts';

/** A community post by its id, for the graph's entity references and for `communityPost`. */
export async function findCommunityPost({ id }: { id: string }, context: Context): Promise<Post | null> {
  return isUuid(id) ? context.communityPosts.load(id) : null;
}

export const CommunityPost = {
  __resolveReference: findCommunityPost,
  competitor: ({ analysis: { competitorNamed } }: Post) =>
    competitorNamed === null ? null : { name: competitorNamed },
};

/** Whether a connection's bodies are selected, whichever way to the node is taken. */
export function selectsBody(info: GraphQLResolveInfo): boolean {
  return selects(info, 'nodes', 'body') || selects(info, 'edges', 'node', 'body');
}
