import { connection, type PageArguments, pageRequest } from '@tributary/kit';
import type { CommunityContext } from '../context.ts';
import type { BrandSearch } from '../data/brand-posts.ts';
import { newestFirst } from '../data/community-post-rows.ts';

const CURSOR = ['time', 'text', 'uuid'] as const;

/**
 * A brand reference from the gateway: its name, and its search terms if the query requires them.
 */
interface BrandReference {
  name: string;
  match: BrandSearch;
}

export const Brand = {
  __resolveReference: (reference: BrandReference) => reference,

  communityPosts({ match }: BrandReference, args: PageArguments, context: CommunityContext) {
    return connection(pageRequest(args, CURSOR), {
      list: (page) => context.brandPages.load({ search: match, page }),
      count: () => context.brandPostCounts.load(match),
      sortValues: newestFirst,
    });
  },
};

export const TrendingTopic = {
  __resolveReference: (reference: { id: string; topic: string }) => reference,

  communityPosts({ topic }: { topic: string }, args: PageArguments, context: CommunityContext) {
    const filter = { keyword: topic };
    return connection(pageRequest(args, CURSOR), {
      list: (page) => context.communityPostPages.load({ filter, page }),
      count: (atMost) => context.communityPostCounts.load({ filter, atMost }),
      sortValues: newestFirst,
    });
  },
};
