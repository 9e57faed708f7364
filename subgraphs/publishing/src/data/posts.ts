import type { Scope } from '@tributary/kit/postgres';
import { searchVector } from '@tributary/kit/text';
import { sql } from 'kysely';
import type { PostStatus } from '../post-state.ts';
import type { ReplyToType, Tables } from './tables.ts';

/** The subject of a reply. */
export interface ReplyTo {
  type: ReplyToType;
  id: string;
}

/** A post in the form used outside `data/`. */
export interface Post {
  id: string;
  status: PostStatus;
  body: string;
  /** Texts of the following posts of a thread, in order. */
  thread: string[];
  /** In lower case, without duplicates. */
  tags: string[];
  mediaIds: string[];
  replyTo: ReplyTo | null;
  scheduledAt: Date | null;
  publishedAt: Date | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Columns selected for a post. */
export const COLUMNS = [
  'id',
  'status',
  'body',
  'thread',
  'tags',
  'media_ids as mediaIds',
  'reply_to_type as replyToType',
  'reply_to_id as replyToId',
  'scheduled_at as scheduledAt',
  'published_at as publishedAt',
  'created_at as createdAt',
  'updated_at as updatedAt',
] as const;

/** Maximum number of replies returned per subject. */
const MOST_REPLIES = 100;

/** Loads posts by id, in any order; for a loader. */
export async function loadPosts(scope: Scope<Tables>, ids: readonly string[]): Promise<Post[]> {
  const rows = await posts(scope)
    .where('id', '=', sql<string>`any(${ids}::text[])`)
    .select(COLUMNS)
    .execute();
  return rows.map(toPost);
}

/** Lists the replies to subjects of one type, oldest first, grouped by subject; for a loader. */
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

/** Finds a post and locks it until the transaction ends; null if the workspace has no such post. */
export async function lockPost(scope: Scope<Tables>, id: string): Promise<Post | null> {
  const row = await posts(scope).where('id', '=', id).select(COLUMNS).forUpdate().executeTakeFirst();
  return row ? toPost(row) : null;
}

/** Inserts a post; returns false if the id exists already. */
export async function insertPost(
  scope: Scope<Tables>,
  post: Omit<Post, 'thread' | 'tags' | 'publishedAt' | 'updatedAt'> &
    Partial<Pick<Post, 'thread' | 'tags' | 'publishedAt'>>,
): Promise<boolean> {
  const { thread = [] } = post;
  const { numInsertedOrUpdatedRows } = await scope.db
    .insertInto('posts')
    .values({
      workspace_id: scope.workspaceId,
      id: post.id,
      created_at: post.createdAt,
      status: post.status,
      body: post.body,
      thread,
      tags: post.tags ?? [],
      search: searchOf({ ...post, thread }),
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

/**
 * Changes to a post. `body` and `thread` change together, because one search vector covers both.
 */
export interface PostChanges extends Partial<Omit<Post, 'id' | 'createdAt' | 'body' | 'thread'>> {
  readonly texts?: Pick<Post, 'body' | 'thread'>;
  readonly updatedAt: Date;
}

/** Updates the given members of a post. */
export async function updatePost(scope: Scope<Tables>, id: string, changes: PostChanges): Promise<void> {
  const { status, texts, tags, mediaIds, replyTo, scheduledAt, publishedAt, updatedAt } = changes;
  await scope.db
    .updateTable('posts')
    .set({
      updated_at: updatedAt,
      ...(status === undefined ? {} : { status }),
      ...(texts === undefined ? {} : { ...texts, search: searchOf(texts) }),
      ...(tags === undefined ? {} : { tags }),
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

/** Deletes a post with its targets and readings; its audit remains. */
export async function deletePost(scope: Scope<Tables>, id: string): Promise<void> {
  await scope.db
    .deleteFrom('posts')
    .where('workspace_id', '=', scope.workspaceId)
    .where('id', '=', id)
    .execute();
}

/** Returns the search vector of a post's texts. */
function searchOf({ body, thread }: Pick<Post, 'body' | 'thread'>): string {
  return searchVector('', [body, ...thread].join('\n'));
}

function posts(scope: Scope<Tables>) {
  return scope.db.selectFrom('posts').where('workspace_id', '=', scope.workspaceId);
}

/** A row of the posts table as selected. */
type Row = Omit<Post, 'replyTo'> & { replyToType: ReplyToType | null; replyToId: string | null };

/** Converts a row to a post. */
export function toPost({ replyToType, replyToId, ...post }: Row): Post {
  return { ...post, replyTo: replyToType && replyToId ? { type: replyToType, id: replyToId } : null };
}
