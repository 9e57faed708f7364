import { describe, expect, test } from '@jest/globals';
import type { GraphCaller, GraphPort } from '@tributary/kit';
import { findDriver } from '../src/find-driver.ts';
import type { SnapshotFacts } from '../src/snapshot.ts';

/** The graph belongs to other subgraphs; it answers in the shape of `BrandTopics`. */
function graphOf(topics: object, asked: Record<string, unknown>[] = []): GraphPort {
  return {
    ask: async (_, __, variables) => {
      asked.push(variables!);
      return { topics } as never;
    },
  };
}

const as = {} as GraphCaller;
const SOURCES = ['communityPostBrandCounts'];

function facts(date: string, mentions: readonly [number, number]): SnapshotFacts & { sources: string[] } {
  const total = mentions[0] + mentions[1];
  const brands = ['Okapi', 'Zebra'].map((name, index) => ({
    name,
    folded: name.toLowerCase(),
    aliases: [],
    derived: [],
    excludes: [],
    mentions: mentions[index]!,
    percent: (100 * mentions[index]!) / total,
  }));
  return { date, rangeDays: 30, communities: [], brands, counts: [], sources: SOURCES };
}

const BEFORE = facts('2026-04-02', [50, 50]);
const NOW = facts('2026-04-03', [80, 50]);
const outage = { topic: 'api outage', count: 20, otherCount: 1, postIds: ['p1', 'p2'] };

describe('what moved a share', () => {
  test('is the topic of the posts that entered the range, and of few others', async () => {
    const asked: Record<string, unknown>[] = [];
    const graph = graphOf({ posts: 30, otherPosts: 50, topics: [outage] }, asked);
    expect(await findDriver(graph, as, NOW, BEFORE)).toEqual({
      brand: 0,
      direction: 'entered',
      topic: 'api outage',
      count: 20,
      of: 30,
      postIds: ['p1', 'p2'],
    });
    expect(asked).toMatchObject([
      {
        brand: 'okapi',
        input: { from: '2026-04-03', to: '2026-04-03' },
        otherFrom: '2026-03-04',
        otherTo: '2026-04-02',
      },
    ]);
  });

  test('is the topic of the posts that left, if a share fell with its mentions', async () => {
    const asked: Record<string, unknown>[] = [];
    const graph = graphOf({ posts: 30, otherPosts: 50, topics: [outage] }, asked);
    const driver = await findDriver(graph, as, facts('2026-04-03', [20, 50]), BEFORE);
    expect(driver).toMatchObject({ brand: 0, direction: 'left' });
    expect(asked).toMatchObject([{ input: { from: '2026-03-04', to: '2026-03-04' } }]);
  });

  test.each([
    ['a topic that is as frequent in the other posts', { ...outage, otherCount: 33 }],
    ['a topic of few of the posts', { ...outage, count: 5 }],
    ["the brand's own name", { ...outage, topic: 'okapi' }],
  ])('is not %s', async (_, topic) => {
    const graph = graphOf({ posts: 30, otherPosts: 50, topics: [topic] });
    expect(await findDriver(graph, as, NOW, BEFORE)).toBeNull();
  });

  test.each([
    ['no earlier snapshot', NOW, null],
    ['another range', NOW, { ...BEFORE, rangeDays: 7 }],
    ['a change of less than a point', facts('2026-04-03', [51, 50]), BEFORE],
    ['a source without topics', { ...NOW, sources: ['mentionBrandCounts'] }, BEFORE],
  ])('is not asked for with %s', async (_, now, before) => {
    const asked: Record<string, unknown>[] = [];
    expect(await findDriver(graphOf({}, asked), as, now, before)).toBeNull();
    expect(asked).toEqual([]);
  });
});
