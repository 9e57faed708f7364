import type { GraphCaller, GraphPort } from '@tributary/kit';
import { foldName, termsOf } from './brand.ts';
import { addDays } from './days.ts';
import { pointsBetween } from './shares.ts';
import type { Driver, SnapshotFacts } from './snapshot.ts';
import { logOddsScore } from './trending/index.ts';

/** The field that compares the topics of a brand in two ranges. */
const FIELD = 'communityPostBrandTopics';
/** The counting field of the same subgraph; without it, there are no topics to ask for. */
const COUNTED_WITH = 'communityPostBrandCounts';

/** Smallest change of a share to explain, in percentage points. */
const LEAST_CHANGE = 1;
/** A topic explains a change if it is significant and in this share of the posts. */
const LEAST_SCORE = 2;
const LEAST_SHARE = 0.3;

interface BrandTopics {
  readonly posts: number;
  readonly otherPosts: number;
  readonly topics: readonly {
    readonly topic: string;
    readonly count: number;
    readonly otherCount: number;
    readonly postIds: string[];
  }[];
}

interface Days {
  readonly from: string;
  readonly to: string;
}

/**
 * Finds the topic that explains the largest change of a share since the previous snapshot: one
 * that is in many of the posts that entered the range, or left it, and in few of the others.
 * Returns null if nothing moved or no topic explains it.
 */
export async function findDriver(
  graph: GraphPort,
  as: GraphCaller,
  { sources, ...snapshot }: SnapshotFacts & { readonly sources: readonly string[] },
  previous: SnapshotFacts | null,
): Promise<Driver | null> {
  if (!previous || previous.rangeDays !== snapshot.rangeDays || !sources.includes(COUNTED_WITH)) return null;
  const moved = mostMoved(snapshot, previous);
  if (!moved) return null;
  const { brand, direction } = moved;
  const { days, others } = rangesOf(direction, snapshot, previous);
  if (days.from > days.to) return null;
  const { topics } = await graph.ask<{ topics: BrandTopics }>(
    as,
    `query BrandTopics($input: BrandCountInput!, $brand: ID!, $otherFrom: Date!, $otherTo: Date!) {
      topics: ${FIELD}(input: $input, brand: $brand, otherFrom: $otherFrom, otherTo: $otherTo) {
        posts otherPosts topics { topic count otherCount postIds }
      }
    }`,
    {
      input: {
        brands: snapshot.brands.map((each) => ({ id: foldName(each.name), ...termsOf(each) })),
        communities: snapshot.communities.length > 0 ? snapshot.communities : null,
        ...days,
      },
      brand: foldName(snapshot.brands[brand]!.name),
      otherFrom: others.from,
      otherTo: others.to,
    },
  );
  const names = snapshot.brands.flatMap((each) => termsOf(each).names).map(foldName);
  const best = bestOf(topics, names);
  return (
    best && {
      brand,
      direction,
      topic: best.topic,
      count: best.count,
      of: topics.posts,
      postIds: best.postIds,
    }
  );
}

/** Returns the brand whose share changed most, if its mentions changed in the same direction. */
function mostMoved(
  snapshot: SnapshotFacts,
  previous: SnapshotFacts,
): { readonly brand: number; readonly direction: Driver['direction'] } | null {
  const changes = snapshot.brands.map(({ folded, percent, mentions }, brand) => {
    const before = previous.brands.find((each) => each.folded === folded);
    return before
      ? { brand, points: pointsBetween(before.percent, percent), mentions: mentions - before.mentions }
      : { brand, points: 0, mentions: 0 };
  });
  const { brand, points, mentions } = changes.reduce((most, each) =>
    Math.abs(each.points) > Math.abs(most.points) ? each : most,
  );
  if (Math.abs(points) < LEAST_CHANGE || points * mentions <= 0) return null;
  return { brand, direction: points > 0 ? 'entered' : 'left' };
}

/** Returns the days that entered or left the range, and those to compare them with. */
function rangesOf(direction: Driver['direction'], snapshot: SnapshotFacts, previous: SnapshotFacts) {
  const now: Days = { from: addDays(snapshot.date, 1 - snapshot.rangeDays), to: snapshot.date };
  const before: Days = { from: addDays(previous.date, 1 - previous.rangeDays), to: previous.date };
  return direction === 'entered'
    ? { days: { from: latest(now.from, addDays(before.to, 1)), to: now.to }, others: before }
    : { days: { from: before.from, to: earliest(before.to, addDays(now.from, -1)) }, others: now };
}

function latest(one: string, other: string): string {
  return one > other ? one : other;
}

function earliest(one: string, other: string): string {
  return one < other ? one : other;
}

/** Returns the topic that explains most, the brands' own names aside; null if none explains it. */
function bestOf({ posts, otherPosts, topics }: BrandTopics, names: readonly string[]) {
  const scored = topics
    .filter(({ topic }) => !names.some((name) => ` ${name} `.includes(` ${topic} `)))
    .filter(({ count }) => count >= posts * LEAST_SHARE)
    .map((topic) => {
      const { count, otherCount } = topic;
      return {
        ...topic,
        score: logOddsScore({ count, posts, earlierCount: otherCount, earlierPosts: otherPosts }),
      };
    })
    .filter(({ score }) => score >= LEAST_SCORE)
    .sort((a, b) => b.score - a.score);
  return scored[0] ?? null;
}
