import { delegated, type GraphPort, type SubgraphRequest } from '@tributary/kit';
import type { Trend } from '../../assistance/index.ts';

/** As many as there can be ideas in one answer. */
const TRENDING = 'query Trends { trendingTopics(first: 10) { topic count authors } }';

/** What ideas need besides the caller's own rights: the trends that they are about. */
const RIGHTS = { scopes: ['insights:read'], policies: [] };

/** What the workspace's communities write about just now, by the graph. */
export async function trendsOf(
  context: Pick<SubgraphRequest, 'principal' | 'delivery'> & { readonly graph: GraphPort },
): Promise<readonly Trend[]> {
  const { trendingTopics } = await context.graph.ask<{ trendingTopics: readonly Trend[] }>(
    delegated(context, RIGHTS),
    TRENDING,
  );
  return trendingTopics;
}
