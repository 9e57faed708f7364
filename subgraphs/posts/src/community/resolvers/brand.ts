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

/** A topic reference from the gateway: its phrase and its window. */
interface TopicReference {
  readonly topic: string;
  readonly from: Date | string;
  readonly to: Date | string;
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
  __resolveReference: (reference: TopicReference) => reference,

  communityPosts({ topic, from, to }: TopicReference, args: PageArguments, context: CommunityContext) {
    const filter = { keyword: topic, within: { from: new Date(from), to: new Date(to) } };
    return connection(pageRequest(args, CURSOR), {
      list: (page) => context.communityPostPages.load({ filter, page }),
      count: (atMost) => context.communityPostCounts.load({ filter, atMost }),
      sortValues: newestFirst,
    });
  },
};
