import { expect } from '@jest/globals';
import { eventually, openServices, type TestDatabase } from '@tributary/kit/testing';
import type { Delivery, MatchedSpan, SourceFailure } from '@tributary/listening';
import type { Item } from '@tributary/platforms';
import { posts } from '../../src/index.ts';
import { ask } from '../support.ts';

/** A public item of Hacker News. */
export function item(nativeId: string, text: string, changes: Partial<Item> = {}): Item {
  return {
    platform: 'hackernews',
    nativeId,
    url: `https://news.ycombinator.com/item?id=${nativeId}`,
    kind: 'post',
    title: null,
    text,
    language: 'en',
    author: {
      nativeId: `author of ${nativeId}`,
      handle: 'ada',
      displayName: null,
      url: null,
      avatarUrl: null,
      followers: null,
      verified: null,
    },
    createdAt: new Date('2026-11-01T12:00:00Z'),
    parentId: null,
    rootId: null,
    community: null,
    metrics: { likes: 3, comments: 2, shares: null, views: null },
    media: [],
    links: [],
    tags: [],
    ...changes,
  };
}

/** Creates a tracker over the graph, and returns its id. */
export async function createTracker(
  opened: TestDatabase,
  workspaceId: string,
  input: { name: string; query: string; context?: string },
): Promise<string> {
  const { data } = await ask(
    opened,
    workspaceId,
    `mutation ($input: TrackerInput!) { createTracker(input: $input) { ... on TrackerCreated { tracker { id } } } }`,
    { input },
  );
  return data.createTracker.tracker.id;
}

/** A row of the match log, as the runner writes it. */
export interface Logged {
  readonly workspaceId: string;
  readonly trackerId: string;
  readonly item: (Pick<Item, 'platform' | 'nativeId'> & Partial<Item>) | SourceFailure;
  readonly change?: Delivery['change'];
  readonly spans?: readonly MatchedSpan[];
}

/** Writes rows to the match log. */
export async function log(opened: TestDatabase, rows: readonly Logged[]): Promise<void> {
  for (const { workspaceId, trackerId, item, change = 'matched', spans = [] } of rows)
    await opened.database.pool.query(
      `insert into listening.deliveries (workspace_id, query_id, consumer, change, item, reasons, origin, found_at)
       values ($1, $2, 'tracker', $3, $4, $5, 'tail', '2026-11-01T12:00:01Z')`,
      [
        workspaceId,
        trackerId,
        change,
        JSON.stringify(item),
        change === 'matched' ? JSON.stringify({ spans, fields: [] }) : null,
      ],
    );
}

/** Runs the job that takes matches until the log is empty. */
export async function takeAll(
  opened: TestDatabase,
  changes: Partial<ReturnType<typeof openServices>> = {},
): Promise<void> {
  const stop = new AbortController();
  const job = posts
    .open({ ...openServices(opened), ...changes })
    .jobs.find(({ name }) => name === 'posts.take-matches')!;
  const running = job.run({ data: {}, signal: stop.signal, lastAttempt: false });
  const taken = eventually(async () => {
    const { rows } = await opened.database.pool.query('select from listening.deliveries limit 1');
    expect(rows).toEqual([]);
  });
  try {
    // The job ends only if it fails.
    await Promise.race([taken, running]);
  } finally {
    stop.abort();
    await Promise.allSettled([taken, running]);
  }
}
