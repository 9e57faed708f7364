import { countOf, type PageRequest, type Scope } from '@tributary/kit';
import { sql } from 'kysely';
import type { PostStatus } from '../post-state.ts';
import type { ReplyToType, Tables } from './tables.ts';

/** What a post answers. */
export interface ReplyTo {
  type: ReplyToType;
  id: string;
}

/** A post as the rest of the subgraph sees it. */
export interface Post {
  id: string;
  status: PostStatus;
  body: string;
  /** The posts that follow it as a thread, in order. */
  thread: string[];
  mediaIds: string[];
  replyTo: ReplyTo | null;
  scheduledAt: Date | null;
  publishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Which posts; members that are given must all hold. */
export interface PostFilter {
  status?: PostStatus | null;
  publishedBetween?: { from?: Date | null; to?: Date | null } | null;
  accountId?: string | null;
}

const COLUMNS = [
  'id',
  'status',
  'body',
  'thread',
  'media_ids as mediaIds',
  'reply_to_type as replyToType',
  'reply_to_id as replyToId',
  'scheduled_at as scheduledAt',
  'published_at as publishedAt',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const;

/** Most posts that are given as answers to one thing. */
const MOST_REPLIES = 100;

/** One page of the posts that `filter` holds for, newest first, and one row more. */
export async function listPosts(
  scope: Scope<Tables>,
  filter: PostFilter,
  page: PageRequest,
): Promise<Post[]> {
  const rows = await filtered(scope, filter)
    .select(COLUMNS)
    .$if(page.after !== null, (query) =>
      query.where(sql<boolean>`(created_at, id) < (${page.after![0]}::timestamptz, ${page.after![1]})`),
    )
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(page.limit + 1)
    .$if(page.skip > 0, (query) => query.offset(page.skip))
    .execute();
  return rows.map(toPost);
}

/** How many posts `filter` holds for. */
export async function countPosts(
  scope: Scope<Tables>,
  filter: PostFilter,
  atMost: number | null = null,
): Promise<number> {
  const { count } = await countOf(scope.db, filtered(scope, filter), atMost).executeTakeFirstOrThrow();
  return count;
}

/** The posts of these ids, in any order; for a loader. */
export async function loadPosts(scope: Scope<Tables>, ids: readonly string[]): Promise<Post[]> {
  const rows = await posts(scope)
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .select(COLUMNS)
    .execute();
  return rows.map(toPost);
}

/** The posts that answer things of one type, oldest first, by what they answer; for a loader. */
export async function loadReplies(
  scope: Scope<Tables>,
  type: ReplyToType,
  ids: readonly string[],
): Promise<{ id: string; posts: Post[] }[]> {
  const rows = await posts(scope)
    .where('reply_to_type', '=', type)
    .where('reply_to_id', '=', sql<string>`any(${ids}::text[])`)
    .select(COLUMNS)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const found = rows.map(toPost);
  return ids.map((id) => ({
    id,
    posts: found.filter(({ replyTo }) => replyTo!.id === id).slice(0, MOST_REPLIES),
  }));
}

/** The post, held against every other change until the transaction ends; null when the workspace has none of this id. */
export async function lockPost(scope: Scope<Tables>, id: string): Promise<Post | null> {
  const row = await posts(scope).where('id', '=', id).select(COLUMNS).forUpdate().executeTakeFirst();
  return row ? toPost(row) : null;
}

/** Makes a post; false when there is one of that id. */
export async function insertPost(
  scope: Scope<Tables>,
  post: Omit<Post, 'thread' | 'publishedAt' | 'updatedAt'> & Partial<Pick<Post, 'thread' | 'publishedAt'>>,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await scope.db
    .insertInto('posts')
    .values({
      workspace_id: scope.workspaceId,
      id: post.id,
      created_at: post.createdAt,
      status: post.status,
      body: post.body,
      thread: post.thread ?? [],
      media_ids: post.mediaIds,
      scheduled_at: post.scheduledAt,
      published_at: post.publishedAt ?? null,
      updated_at: post.createdAt,
      reply_to_type: post.replyTo?.type ?? null,
      reply_to_id: post.replyTo?.id ?? null,
    })
    .onConflict((conflict) => conflict.columns(['workspace_id', 'id']).doNothing())
    .executeTakeFirstOrThrow();
  return Boolean(numInsertedOrUpdatedRows);
}

/** Changes what is given of a post. */
export async function updatePost(
  scope: Scope<Tables>,
  id: string,
  changes: Partial<Omit<Post, 'id' | 'createdAt'>> & { updatedAt: Date },
): Promise<void> {
  const { status, body, thread, mediaIds, replyTo, scheduledAt, publishedAt, updatedAt } = changes;
  await scope.db
    .updateTable('posts')
    .set({
      updated_at: updatedAt,
      ...(status === undefined ? {} : { status }),
      ...(body === undefined ? {} : { body }),
      ...(thread === undefined ? {} : { thread }),
      ...(mediaIds === undefined ? {} : { media_ids: mediaIds }),
      ...(replyTo === undefined
        ? {}
        : { reply_to_type: replyTo?.type ?? null, reply_to_id: replyTo?.id ?? null }),
      ...(scheduledAt === undefined ? {} : { scheduled_at: scheduledAt }),
      ...(publishedAt === undefined ? {} : { published_at: publishedAt }),
    })
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Deletes a post with its targets and their readings; what became of it stays written. */
export async function deletePost(scope: Scope<Tables>, id: string): Promise<void> {
  await scope.db
    .deleteFrom('posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** The sort values of a post, for its cursor. */
export function newestFirst({ createdAt, id }: Post): readonly unknown[] {
  return [createdAt.toISOString(), id];
}

function posts(scope: Scope<Tables>) {
  return scope.db.selectFrom('posts').where('workspace_id', '=', scope.workspaceId);
}

function filtered(scope: Scope<Tables>, { status, publishedBetween, accountId }: PostFilter) {
  let query = posts(scope);
  if (status) query = query.where('status', '=', status);
  if (publishedBetween?.from) query = query.where('published_at', '>=', publishedBetween.from);
  if (publishedBetween?.to) query = query.where('published_at', '<', publishedBetween.to);
  if (accountId)
    query = query.where('id', 'in', (eb) =>
      eb
        .selectFrom('targets')
        .where('workspace_id', '=', scope.workspaceId)
        .where('account_id', '=', accountId)
        .select('post_id'),
    );
  return query;
}

type Row = Omit<Post, 'replyTo'> & { replyToType: ReplyToType | null; replyToId: string | null };

function toPost({ replyToType, replyToId, ...post }: Row): Post {
  return { ...post, replyTo: replyToType && replyToId ? { type: replyToType, id: replyToId } : null };
}
