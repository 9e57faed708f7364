import { asWorkspace, DAY, type GraphPort } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { accountSecrets } from '../accounts/index.ts';
import type { Resources } from '../context.ts';
import { upsertAccount } from '../data/accounts.ts';
import { insertAudit } from '../data/audit.ts';
import { insertPost, loadPosts, type ReplyTo } from '../data/posts.ts';
import { insertReadings } from '../data/readings.ts';
import type { Tables } from '../data/tables.ts';
import { replaceTargets, updateTargets } from '../data/targets.ts';
import { applyChange, changePersona, findPersona } from '../persona/index.ts';
import { insertSandboxPost } from '../sandbox/data/sandbox.ts';
import { numbersAt } from '../sandbox/numbers.ts';
import { DEMO_PERSONA, DEMO_POSTS, type DemoPost, X_POST } from './posts.ts';

/** Account of SocialCRM's document, under its documented id; publishes to the sandbox. */
const ACCOUNT = 'acct_1';
/** Disconnected X account with posts whose metrics come from the creators subgraph. */
const X_ACCOUNT = 'acct_2';

interface Services {
  readonly resources: Resources;
  readonly graph: GraphPort;
}

/**
 * Fills a demo workspace with the document's account and posts, a persona, replies and past
 * metrics. The account is connected to the sandbox, so that scheduling and publishing work without
 * a network.
 */
export async function demo(scope: Scope<Tables>, now: Date, { resources, graph }: Services): Promise<void> {
  const page = await connectSandbox(scope, now, resources);
  await upsertXAccount(scope, now);
  if (!(await findPersona(scope))) await changePersona(scope, (none) => applyChange(none, DEMO_PERSONA, now));
  const ids = DEMO_POSTS.map(({ id }) => id);
  const existing = new Set((await loadPosts(scope, ids)).map(({ id }) => id));
  const subjects = await findSubjects(graph, scope.workspaceId);
  for (const [place, post] of DEMO_POSTS.entries()) {
    if (existing.has(post.id)) continue;
    const createdAt = new Date(now.getTime() - (DEMO_POSTS.length - place) * 1_000);
    const replyTo = post.answers ? (subjects[post.answers] ?? null) : null;
    await insertDemoPost(scope, post, { now, createdAt, page, replyTo });
  }
}

/** Connects the documented account to the workspace's page; returns the page's address. */
async function connectSandbox(
  scope: Scope<Tables>,
  now: Date,
  { publishers, secrets }: Resources,
): Promise<string> {
  const publisher = publishers.get('sandbox')!;
  const { credentials, ...account } = await publisher.verify(
    {},
    AbortSignal.timeout(10_000),
    scope.workspaceId,
  );
  await upsertAccount(scope, {
    ...account,
    displayName: 'Tributary',
    id: ACCOUNT,
    platform: 'sandbox',
    credentials: await accountSecrets.seal(secrets, scope.workspaceId, credentials!),
    // Connected earlier than the other account: accounts are listed in this order, and the
    // document's comes first.
    at: new Date(now.getTime() - 120 * DAY),
  });
  return account.profileUrl!;
}

/** Inserts the X account without credentials: it shows past posts, and cannot publish. */
async function upsertXAccount(scope: Scope<Tables>, now: Date): Promise<void> {
  await upsertAccount(scope, {
    id: X_ACCOUNT,
    platform: 'x',
    externalId: 'demo',
    handle: '@tributary_demo',
    displayName: 'Tributary Demo',
    avatarUrl: null,
    profileUrl: 'https://x.com/tributary_demo',
    credentials: null,
    at: new Date(now.getTime() - 90 * DAY),
  });
}

/** Rights of the sample data within the workspace. */
const RIGHTS = {
  scopes: ['community:read', 'mentions:read'],
  policies: ['community-tracker:api', 'buzzabout:api'],
};

/** Finds subjects for the sample replies; empty if the other subgraphs have no sample data. */
async function findSubjects(
  graph: GraphPort,
  workspaceId: string,
): Promise<Partial<Record<NonNullable<DemoPost['answers']>, ReplyTo>>> {
  const { communityPosts, mentions } = await graph.ask<{
    communityPosts: { nodes: { id: string }[] } | null;
    mentions: { nodes: { id: string }[] } | null;
  }>(
    asWorkspace(workspaceId, RIGHTS),
    'query Subjects { communityPosts(first: 1) { nodes { id } } mentions(first: 1) { nodes { id } } }',
  );
  const [post] = communityPosts?.nodes ?? [];
  const [mention] = mentions?.nodes ?? [];
  return {
    ...(post ? { post: { type: 'CommunityPost', id: post.id } } : {}),
    ...(mention ? { mention: { type: 'Mention', id: mention.id } } : {}),
  };
}

interface Surroundings {
  readonly now: Date;
  readonly createdAt: Date;
  readonly page: string;
  readonly replyTo: ReplyTo | null;
}

async function insertDemoPost(
  scope: Scope<Tables>,
  post: DemoPost,
  { now, createdAt, page, replyTo }: Surroundings,
): Promise<void> {
  const { id, body, published } = post;
  const publishedAt = published === null ? null : new Date(now.getTime() - published * DAY);
  const status = publishedAt ? 'published' : 'draft';
  const accountId = post.account ?? ACCOUNT;
  const at = publishedAt ?? createdAt;
  const unsent = { mediaIds: [], scheduledAt: null };
  await insertPost(scope, { ...unsent, id, status, body, replyTo, publishedAt, createdAt: at });
  await replaceTargets(scope, id, [accountId], status);
  await insertAudit(scope, id, { at, actor: 'workspace', action: 'create', to: status });
  if (!publishedAt) return;
  const sent = { status, phase: null, attempts: 1, publishedAt } as const;
  if (accountId === X_ACCOUNT) return updateTargets(scope, id, [accountId], { ...sent, url: X_POST });
  await updateTargets(scope, id, [accountId], { ...sent, reference: id, url: `${page}#${id}` });
  await insertSandboxPost(scope, { reference: id, bodies: [body], media: [], publishedAt });
  await insertReadings(scope, readingsOf(id, publishedAt, now));
}

/** Returns daily metrics of a post since its publication. */
function readingsOf(postId: string, publishedAt: Date, now: Date) {
  const days = Math.floor((now.getTime() - publishedAt.getTime()) / DAY);
  return Array.from({ length: days }, (_, day) => {
    const fetchedAt = new Date(publishedAt.getTime() + (day + 0.5) * DAY);
    return { postId, accountId: ACCOUNT, fetchedAt, ...numbersAt(postId, publishedAt, fetchedAt) };
  });
}
