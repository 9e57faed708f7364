import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openServices, openTestDatabase, recordedEvents, type TestDatabase } from '@tributary/kit/testing';
import { upsertCommunityPosts } from '../../src/community/data/write-community-posts.ts';
import { spikeOf } from '../../src/community/spikes/index.ts';
import { poissonTail } from '../../src/community/spikes/poisson-tail.ts';
import { posts } from '../../src/index.ts';
import { newScope, scoredPost } from '../support.ts';
import { createTracker } from './deliveries.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
const NOW = Date.parse('2026-11-29T12:00:00Z');

describe('the tail of a Poisson distribution', () => {
  // Sums of the terms from `least` on, by another program.
  test.each([
    [1, 1, 0.632_120_558_828_557_7],
    [5, 1, 0.003_659_846_827_343_712],
    [10, 3, 0.001_102_488_129_915_5],
    [3, 10, 0.997_230_604_284_488_4],
    [140, 100, 0.000_091_646_5],
  ])('from %p at the mean %p is %p', (least, mean, probability) => {
    expect(poissonTail(least, mean)).toBeCloseTo(probability, 7);
  });

  test('is a probability, which falls with the number and rises with the mean', () => {
    expect(poissonTail(0, 5)).toBe(1);
    expect(poissonTail(5, 0)).toBe(0);
    for (const mean of [0.1, 3, 40, 2_000])
      for (let least = 1; least < mean * 2 + 20; least += Math.ceil(mean / 10)) {
        const tail = poissonTail(least, mean);
        expect(tail).toBeGreaterThanOrEqual(0);
        expect(tail).toBeLessThanOrEqual(1 + 1e-9);
        expect(poissonTail(least + 1, mean)).toBeLessThan(tail + 1e-9);
        expect(poissonTail(least, mean * 1.1)).toBeGreaterThan(tail - 1e-9);
      }
  });
});

describe('an hour', () => {
  const weeks = { before: 672, listenedFor: 4 * WEEK };

  test('is a spike if chance explains it once in a thousand hours', () => {
    const quiet = { ...weeks, sameHours: [1, 1, 1, 1] };
    expect(spikeOf({ ...quiet, count: 5 })).toBeNull();
    expect(spikeOf({ ...quiet, count: 6 })).toEqual({ count: 6, expected: 1 });
  });

  test('with as many matches as in earlier weeks is none, however many they are', () => {
    expect(spikeOf({ ...weeks, count: 60, sameHours: [55, 70, 60, 62] })).toBeNull();
    expect(spikeOf({ ...weeks, count: 60, sameHours: [5, 7, 6, 6] })).not.toBeNull();
  });

  test('of fewer than five matches is none, even after silence', () => {
    const silent = { sameHours: [0, 0, 0, 0], before: 0, listenedFor: 4 * WEEK };
    expect(spikeOf({ ...silent, count: 4 })).toBeNull();
    expect(spikeOf({ ...silent, count: 5 })).toEqual({ count: 5, expected: 0 });
  });

  test('of a young tracker is compared with an average hour, after a day', () => {
    const young = { count: 9, sameHours: [], before: 48, listenedFor: 2 * DAY };
    expect(spikeOf(young)).toEqual({ count: 9, expected: 1 });
    expect(spikeOf({ ...young, before: 20, listenedFor: 20 * HOUR })).toBeNull();
  });
});

describe('the job', () => {
  let opened: TestDatabase;
  beforeAll(async () => {
    opened = await openTestDatabase();
  });
  afterAll(() => opened.stop());

  /** Runs the job at a time. */
  async function run(now: number): Promise<void> {
    const open = posts.open({ ...openServices(opened), clock: () => now });
    const job = open.jobs.find(({ name }) => name === 'posts.find-spikes')!;
    await job.run({ data: {}, signal: new AbortController().signal, lastAttempt: false });
  }

  /** Creates a tracker that listens since a time. */
  async function listeningSince(workspaceId: string, since: number, name = 'Acme'): Promise<string> {
    const id = await createTracker(opened, workspaceId, { name, query: name });
    await opened.database.pool.query('update posts.trackers set changed_at = $2 where id = $1', [
      id,
      new Date(since),
    ]);
    return id;
  }

  /** Adds matches with posts of their own, found within the hour before a time. */
  async function addMatches(
    workspaceId: string,
    trackerId: string,
    { count, before, origin = 'tail' }: { count: number; before: number; origin?: string },
  ): Promise<void> {
    const urls = Array.from({ length: count }, () => `https://example.org/${randomUUID()}`);
    await upsertCommunityPosts(
      newScope(opened, workspaceId),
      urls.map((url) => scoredPost({ url })),
    );
    await opened.database.pool.query(
      `insert into posts.post_matches
         (workspace_id, post_id, tracker_id, spans, fields, origin, found_at, relevance, reason)
       select workspace_id, id, $2, '[]', '{}', $4, $5, 'high', '' from posts.community_posts
       where workspace_id = $1 and url = any($3)`,
      [workspaceId, trackerId, urls, origin, new Date(before - HOUR / 2)],
    );
  }

  const spikesOf = async (workspaceId: string) =>
    (await recordedEvents(opened, workspaceId)).filter(({ type }) => type === 'tracker.spiked');

  test('reports a spike once in six hours', async () => {
    const workspaceId = randomUUID();
    const id = await listeningSince(workspaceId, NOW - 5 * WEEK);
    for (let week = 1; week <= 4; week += 1)
      await addMatches(workspaceId, id, { count: 3, before: NOW - week * WEEK });
    await addMatches(workspaceId, id, { count: 30, before: NOW });
    await run(NOW);
    await run(NOW + 10 * 60_000);
    expect(await spikesOf(workspaceId)).toMatchObject([
      { subject: id, payload: { trackerId: id, name: 'Acme', count: 30, expected: 2.4 } },
    ]);
    await addMatches(workspaceId, id, { count: 40, before: NOW + 7 * HOUR });
    await run(NOW + 7 * HOUR);
    expect(await spikesOf(workspaceId)).toHaveLength(2);
  });

  test('reports neither what a backfill has found, nor a usual hour, nor another workspace', async () => {
    const [ours, theirs] = [randomUUID(), randomUUID()];
    const backfilled = await listeningSince(ours, NOW - 5 * WEEK, 'one');
    await addMatches(ours, backfilled, { count: 50, before: NOW, origin: 'backfill' });
    const usual = await listeningSince(ours, NOW - 2 * WEEK, 'two');
    await addMatches(ours, usual, { count: 30, before: NOW - WEEK });
    await addMatches(ours, usual, { count: 20, before: NOW });
    const spiking = await listeningSince(theirs, NOW - 5 * WEEK, 'one');
    await addMatches(theirs, spiking, { count: 50, before: NOW });
    await run(NOW);
    expect(await spikesOf(ours)).toEqual([]);
    expect(await spikesOf(theirs)).toHaveLength(1);
  });
});
