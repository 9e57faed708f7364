import type { Scope } from '@tributary/kit';
import { upsertAccount } from './data/accounts.ts';
import { insertAudit } from './data/audit.ts';
import { insertPost, loadPosts } from './data/posts.ts';
import type { Tables } from './data/tables.ts';
import { replaceTargets, updateTargets } from './data/targets.ts';

/** The account and the posts of SocialCRM's document, under their documented ids. */
const ACCOUNT = 'acct_1';
const DAY = 86_400_000;

interface DemoPost {
  readonly id: string;
  readonly body: string;
  /** Days ago that it was published; null for a draft. */
  readonly published: number | null;
}

const POSTS: readonly DemoPost[] = [
  {
    id: 'post_120',
    body: 'Three things we learned from 400 support threads: people ask about price last, and about exports first.',
    published: 9,
  },
  {
    id: 'post_121',
    body: 'How we count share of voice: every mention once, whoever repeats it. The method is in our docs.',
    published: 5,
  },
  {
    id: 'post_122',
    body: 'A week of office hours starts on Monday. Bring the report that nobody in your team wants to build.',
    published: 2,
  },
  { id: 'post_123', body: 'Launch day is here.', published: null },
  { id: 'post_124', body: 'What would you automate first, if it took an afternoon?', published: null },
];

/**
 * Fills a demo workspace with the document's account and posts. The account has no credentials: nothing leaves the demo
 * until somebody connects one.
 */
export async function demo(scope: Scope<Tables>, now: Date): Promise<void> {
  const known = new Set(
    (
      await loadPosts(
        scope,
        POSTS.map(({ id }) => id),
      )
    ).map(({ id }) => id),
  );
  await upsertAccount(scope, {
    id: ACCOUNT,
    platform: 'bluesky',
    externalId: 'demo',
    handle: 'tributary.example',
    displayName: 'Tributary',
    avatarUrl: null,
    profileUrl: null,
    credentials: null,
    at: now,
  });
  for (const [place, post] of POSTS.entries())
    if (!known.has(post.id))
      await insertDemoPost(scope, post, new Date(now.getTime() - (POSTS.length - place) * 1_000));
}

async function insertDemoPost(
  scope: Scope<Tables>,
  { id, body, published }: DemoPost,
  now: Date,
): Promise<void> {
  const at = published === null ? now : new Date(now.getTime() - published * DAY);
  const status = published === null ? 'draft' : 'published';
  await insertPost(scope, {
    id,
    status,
    body,
    mediaIds: [],
    replyTo: null,
    scheduledAt: null,
    publishedAt: published === null ? null : at,
    createdAt: at,
  });
  await replaceTargets(scope, id, [ACCOUNT], status);
  if (published !== null)
    await updateTargets(scope, id, [ACCOUNT], { status, phase: null, attempts: 1, publishedAt: at });
  await insertAudit(scope, id, { at, actor: 'workspace', action: 'create', to: status });
}
