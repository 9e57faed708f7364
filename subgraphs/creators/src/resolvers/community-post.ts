import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { creatorOf } from '../identify.ts';
import type { Platform } from '../platforms.ts';
import { whenFound } from './creator.ts';
import { Platform as PLATFORMS } from './enums.ts';

interface PostReference {
  id: string;
  author: string;
  source: string;
}

export const CommunityPost = {
  __resolveReference: (reference: PostReference) => reference,
  authorCreator({ author, source }: PostReference, _: unknown, context: Context, info: GraphQLResolveInfo) {
    // `CommunitySource` and `Platform` share the names of the platforms that have creators.
    const platform = PLATFORMS[source] as Platform | undefined;
    if (!platform) return null;
    try {
      return whenFound(creatorOf(platform, author), context, info);
    } catch {
      // A community may show a name that its platform cannot have; there is no such creator.
      return null;
    }
  },
};
