import { type GraphPort, type Scope, TributaryError } from '@tributary/kit';
import { insertReadings, listNewestReadings, type Reading } from './data/readings.ts';
import type { Tables } from './data/tables.ts';
import type { Target } from './data/targets.ts';

/** How old a reading may be before the numbers are asked for again, in milliseconds. */
const FRESH = 15 * 60_000;

const STATS = 'query Stats($url: String!) { postStats(url: $url) { views likes comments shares fetchedAt } }';

interface Stats {
  postStats: {
    views: number | null;
    likes: number | null;
    comments: number | null;
    shares: number | null;
    fetchedAt: string;
  } | null;
}

/** What the numbers are read with. */
export interface Reader {
  readonly graph: GraphPort;
  readonly scope: Scope<Tables>;
  readonly now: Date;
}

/**
 * The newest numbers of a post at its accounts. What is older than a quarter of an hour is asked for again, of
 * creators, and kept; what cannot be had stays as it was read last.
 */
export async function readNumbers(
  { graph, scope, now }: Reader,
  postId: string,
  targets: readonly Target[],
): Promise<Reading[]> {
  const kept = await listNewestReadings(scope, postId);
  const fresh = (accountId: string) =>
    kept.some((each) => each.accountId === accountId && now.getTime() - each.fetchedAt.getTime() < FRESH);
  const due = targets.filter(
    ({ accountId, status, url }) => status === 'published' && url && !fresh(accountId),
  );
  const read = await Promise.all(due.map((target) => ask(graph, scope.workspaceId, target)));
  const found = read.filter((each) => each !== null);
  await insertReadings(scope, postId, found);
  const newest = new Map([...kept, ...found].map((each) => [each.accountId, each]));
  return [...newest.values()];
}

async function ask(
  graph: GraphPort,
  workspaceId: string,
  { accountId, url }: Target,
): Promise<Reading | null> {
  try {
    const { postStats } = await graph.ask<Stats>(workspaceId, STATS, { url });
    if (!postStats) return null;
    const { views, likes, comments, shares, fetchedAt } = postStats;
    return { accountId, fetchedAt: new Date(fetchedAt), impressions: views, likes, comments, shares };
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
    // An address of a platform that creators do not know, or one that cannot be reached: its numbers are not known.
    return null;
  }
}

/** The numbers of all accounts together; one that no account tells is null. */
export function totals(readings: readonly Reading[]) {
  const sum = (name: 'impressions' | 'likes' | 'comments' | 'shares') => {
    const known = readings.map((each) => each[name]).filter((each) => each !== null);
    return known.length === 0 ? null : known.reduce((total, each) => total + each, 0);
  };
  const numbers = {
    impressions: sum('impressions'),
    likes: sum('likes'),
    comments: sum('comments'),
    shares: sum('shares'),
  };
  const times = readings.map(({ fetchedAt }) => fetchedAt.getTime());
  return {
    ...numbers,
    engagementRate: engagementRate(readings),
    fetchedAt: times.length === 0 ? null : new Date(Math.max(...times)),
  };
}

/** Reactions by impressions, of those accounts whose impressions are known. */
function engagementRate(readings: readonly Reading[]): number | null {
  const known = readings.filter(({ impressions }) => impressions);
  const seen = known.reduce((total, { impressions }) => total + impressions!, 0);
  if (seen === 0) return null;
  const reactions = known.reduce(
    (total, { likes, comments, shares }) => total + (likes ?? 0) + (comments ?? 0) + (shares ?? 0),
    0,
  );
  return Math.round((reactions / seen) * 10_000) / 10_000;
}
