import type { OpenSubgraph } from '@tributary/kit/host';
import { openServices, type TestDatabase } from '@tributary/kit/testing';
import { posts } from '@tributary/posts';
import { writeRows } from './import.ts';

/** A row of an import file for community posts; every field except the url has a default. */
export interface PostFields {
  url: string;
  title?: string;
  body?: string;
  author?: string;
  kind?: 'p' | 'c';
  posted_at?: Date;
  subreddit?: string;
  points?: number;
  source?: string;
}

/** Imports posts into a workspace with the code of `tributary import posts`, scoring included. */
export async function importPosts(
  database: TestDatabase,
  workspaceId: string,
  rows: readonly PostFields[],
): Promise<void> {
  const subgraph = open(database);
  const bySource = Map.groupBy(rows, ({ source = 'hackernews' }) => source);
  for (const [source, group] of bySource) {
    const target = subgraph.beginImport('posts', workspaceId, { source }, undefined);
    await writeRows(
      target,
      group.map((row) => ({ ...BLANK, ...row })),
    );
  }
}

/** Imports the demo workspace's posts into a workspace, the documented example among them. */
export async function fillDemo(database: TestDatabase, workspaceId: string, now: Date): Promise<void> {
  await open(database).demo(workspaceId, now);
}

function open(database: TestDatabase): OpenSubgraph {
  return posts.open(openServices(database));
}

const BLANK = {
  external_id: null,
  title: 'A post',
  body: '',
  link: null,
  author: 'someone',
  kind: 'p',
  posted_at: new Date('2026-04-01T12:00:00Z'),
  subreddit: null,
  points: null,
  comment_count: null,
};
