import type { GraphPort } from '@tributary/kit';
import type { Trend } from '../assistance/index.ts';

/** As many as there can be ideas in one answer. */
const TRENDING = 'query Trends { trendingTopics(first: 10) { topic count authors } }';

/** What the workspace's communities write about just now, by the graph. */
export async function trendsOf(graph: GraphPort, workspaceId: string): Promise<readonly Trend[]> {
  const { trendingTopics } = await graph.ask<{ trendingTopics: readonly Trend[] }>(workspaceId, TRENDING);
  return trendingTopics;
}
