import { given, inTransaction, namesOf, type Scope, searchVector } from '@tributary/kit';
import { sql } from 'kysely';
import { tagsOf } from '../x/tags.ts';
import type { Tables } from './tables.ts';
import type { Written } from './write-community-posts.ts';

/** A post as it is found on X. */
export interface NewXPost {
  /** X's id. */
  id: string;
  content: string;
  postedAt: Date;
  conversationId: string | null;
  inReplyToUser: string | null;
  inReplyToPost: string | null;
  quotedPostId: string | null;
  quotedContent: string | null;
  quotedUsername: string | null;
  isRetweet: boolean;
  hashtags: readonly string[];
  mentions: readonly string[];
  urls: readonly string[];
  media: readonly { type: string; url: string }[];
  likes: number | null;
  retweets: number | null;
  replies: number | null;
  views: number | null;
}

const REPLACED = {
  content: 'text',
  posted_at: 'timestamptz',
  conversation_id: 'text',
  in_reply_to_user: 'text',
  in_reply_to_post: 'text',
  quoted_post_id: 'text',
  quoted_content: 'text',
  quoted_username: 'text',
  is_retweet: 'boolean',
  hashtags: 'text[]',
  mentions: 'text[]',
  tags: 'text[]',
  urls: 'text[]',
  media: 'jsonb',
  likes: 'bigint',
  retweets: 'bigint',
  replies: 'bigint',
  views: 'bigint',
  search: 'tsvector',
} as const;

const WRITTEN = { account_id: 'bigint', post_id: 'text', fetched_at: 'timestamptz', ...REPLACED };
const replaced = namesOf(REPLACED);
const written = namesOf(WRITTEN);

/**
 * Writes posts of one account, new ones and changed ones, and counts their threads anew. A post belongs to the account
 * that it came with first: nobody can take over another's post by its id.
 */
export async function upsertXPosts(
  scope: Scope<Tables>,
  accountId: number,
  posts: readonly NewXPost[],
  fetchedAt: Date,
): Promise<Written> {
  const rows = new Map(posts.map((post) => [post.id, toRow(accountId, post, fetchedAt)]));
  if (rows.size === 0) return { inserted: 0, updated: 0, unchanged: 0 };
  const all = (table: string) => sql.join(replaced.map((column) => sql.ref(`${table}.${column}`)));
  return inTransaction(scope, async ({ db }) => {
    const done = await db
      .insertInto('x_posts')
      .columns(written as never)
      .expression(db.selectFrom(given(WRITTEN, [...rows.values()])).select(written) as never)
      .onConflict((conflict) =>
        conflict
          .column('post_id')
          .doUpdateSet((eb) =>
            Object.fromEntries(
              [...replaced, 'fetched_at' as const].map((column) => [column, eb.ref(`excluded.${column}`)]),
            ),
          )
          .where(
            sql<boolean>`x_posts.account_id = excluded.account_id
              and (${all('x_posts')}) is distinct from (${all('excluded')})`,
          ),
      )
      .returning(sql<boolean>`xmax = 0`.as('inserted'))
      .execute();
    const conversations = new Set(posts.flatMap(({ conversationId }) => conversationId ?? []));
    await countThreads({ ...scope, db }, accountId, [...conversations]);
    await db.updateTable('x_accounts').set({ fetched_at: fetchedAt }).where('id', '=', accountId).execute();
    const inserted = done.filter((row) => row.inserted).length;
    return { inserted, updated: done.length - inserted, unchanged: posts.length - done.length };
  });
}

/**
 * A thread is the post that opens a conversation with the author's replies to themselves in it, from two posts on. Each
 * post of it says how long it is.
 */
async function countThreads(
  { db }: Scope<Tables>,
  accountId: number,
  conversations: readonly string[],
): Promise<void> {
  if (conversations.length === 0) return;
  const own = sql<boolean>`(not p.is_retweet and
    (p.post_id = p.conversation_id or lower(p.in_reply_to_user) = a.folded))`;
  const length = sql<number>`count(*) filter (where ${own}) over (partition by p.conversation_id)`;
  await db
    .updateTable('x_posts')
    .from((eb) =>
      eb
        .selectFrom('x_posts as p')
        .innerJoin('x_accounts as a', 'a.id', 'p.account_id')
        .where('p.account_id', '=', accountId)
        .where('p.conversation_id', '=', sql<string>`any(${conversations}::text[])`)
        .select([
          'p.id',
          sql<number>`case when ${own} and ${length} > 1 then ${length} else 0 end`.as('length'),
        ])
        .as('chain'),
    )
    .set((eb) => ({ thread_length: eb.ref('chain.length') }))
    .whereRef('x_posts.id', '=', 'chain.id')
    .whereRef('x_posts.thread_length', '<>', 'chain.length')
    .execute();
}

function toRow(accountId: number, post: NewXPost, fetchedAt: Date) {
  return {
    account_id: accountId,
    post_id: post.id,
    fetched_at: fetchedAt,
    content: post.content,
    posted_at: post.postedAt,
    conversation_id: post.conversationId,
    in_reply_to_user: post.inReplyToUser,
    in_reply_to_post: post.inReplyToPost,
    quoted_post_id: post.quotedPostId,
    quoted_content: post.quotedContent,
    quoted_username: post.quotedUsername,
    is_retweet: post.isRetweet,
    hashtags: post.hashtags,
    mentions: post.mentions,
    tags: tagsOf(post.hashtags, post.mentions),
    urls: post.urls,
    media: post.media,
    likes: post.likes,
    retweets: post.retweets,
    replies: post.replies,
    views: post.views,
    search: searchVector('', post.content),
  } satisfies Record<keyof typeof WRITTEN, unknown>;
}
