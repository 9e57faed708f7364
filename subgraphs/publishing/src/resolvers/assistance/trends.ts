import { delegated, type GraphPort, type SubgraphRequest } from '@tributary/kit';
import type { Trend } from '../../assistance/index.ts';

/** As many trends as a response may have ideas. */
const TRENDING = 'query Trends { trendingTopics(first: 10) { topic count authors } }';

/** Rights needed beyond the caller's own, to read the trends that ideas are based on. */
const RIGHTS = { scopes: ['insights:read'], policies: [] };

/** Lists the current trends of the workspace's communities, queried through the graph. */
export async function trendsOf(
  context: Pick<SubgraphRequest, 'principal' | 'delivery'> & { readonly graph: GraphPort },
): Promise<readonly Trend[]> {
  const { trendingTopics } = await context.graph.ask<{ trendingTopics: readonly Trend[] }>(
    delegated(context, RIGHTS),
    TRENDING,
  );
  return trendingTopics;
}
