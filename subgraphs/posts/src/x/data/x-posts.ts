import type { PageRequest } from '@tributary/kit';
import { hasPhrase, loadCounts, readTogether, type Scope } from '@tributary/kit/postgres';
import { phraseQuery, wordsOf } from '@tributary/kit/text';
import { type Expression, type SqlBool, sql } from 'kysely';
import type { Tables } from '../../data/tables.ts';
import type { XPostFields } from '../post.ts';
import { chainLength, username, visiblePosts } from './x-visible-posts.ts';

/** A stored post of a followed account. */
export interface XPost extends XPostFields {
  internalId: number;
  accountId: number;
  username: string;
  /** Number of posts in its author's chain within the conversation; a thread has at least two. */
  threadLength: number;
  fetchedAt: Date;
  popularity: number;
}

/** Filter of posts; given members are combined with AND. */
export interface XPostSelection {
  accountId?: number | null;
  /** Words that must all occur, in any order. */
  keywords?: string | null;
  /** A phrase that must occur. */
  phrase?: string | null;
  /** At least one of these, as `#tag` in lower case. */
  hashtags?: readonly string[] | null;
  /** At least one of these, as `@name` in lower case. */
  mentions?: readonly string[] | null;
  minLikes?: number | null;
  minRetweets?: number | null;
  minReplies?: number | null;
  threadStarters?: boolean | null;
  threadId?: string | null;
  since?: Date | null;
  before?: Date | null;
}

/** Newest or most popular first. */
export type XPostSort = 'recency' | 'popularity';

/** One page of the posts of followed accounts. */
export interface XPostPage {
  readonly selection: XPostSelection;
  readonly sort: XPostSort;
  readonly page: PageRequest;
}

/** Returns the posts of each page plus one row, for a loader. */
export async function loadXPostPages(scope: Scope<Tables>, pages: readonly XPostPage[]): Promise<XPost[][]> {
  return (await readTogether(
    scope.db,
    pages.map((page) => onPage(scope, page)),
  )) as XPost[][];
}

function onPage(scope: Scope<Tables>, { selection, sort, page }: XPostPage) {
  return selected(scope, selection)
    .$if(page.after !== null, (query) => query.where(after(sort, page.after!)))
    .orderBy(sort === 'recency' ? 'p.posted_at' : 'p.popularity', 'desc')
    .orderBy('p.id', 'desc')
    .limit(page.limit + 1)
    .$if(page.skip > 0, (query) => query.offset(page.skip))
    .select(COLUMNS)
    .select([username.as('username'), chainLength(scope).as('threadLength')]);
}

/** Request for a post count, which is estimated if it reaches `atMost`. */
export interface XPostCountRequest {
  readonly selection: XPostSelection;
  readonly atMost: number | null;
}

/** Counts the posts of followed accounts that match each selection, for a loader. */
export async function loadXPostCounts(
  scope: Scope<Tables>,
  requests: readonly XPostCountRequest[],
): Promise<number[]> {
  return loadCounts(
    scope.db,
    requests.map(({ selection, atMost }) => ({ rows: selected(scope, selection), atMost })),
  );
}

/** Returns posts of followed accounts by X's ids, for a loader. */
export async function loadXPosts(scope: Scope<Tables>, ids: readonly string[]): Promise<XPost[]> {
  const rows = await visiblePosts(scope)
    .where('p.post_id', '=', sql<string>`any(${ids}::text[])`)
    .select(COLUMNS)
    .select([username.as('username'), chainLength(scope).as('threadLength')])
    .execute();
  return rows as XPost[];
}

/**
 * Lists the posts of threads, oldest first, for a loader. A thread contains only the author's
 * chain.
 */
export async function listThreads(
  scope: Scope<Tables>,
  conversationIds: readonly string[],
): Promise<XPost[]> {
  const rows = await visiblePosts(scope)
    .where('p.conversation_id', '=', sql<string>`any(${conversationIds}::text[])`)
    .where('p.in_chain', '=', true)
    .orderBy('p.posted_at')
    .orderBy('p.id')
    .select(COLUMNS)
    .select([username.as('username'), chainLength(scope).as('threadLength')])
    .execute();
  return rows as XPost[];
}

/** Returns a function that extracts a post's cursor values. */
export function sortValuesOf(sort: XPostSort) {
  return (post: XPost): readonly unknown[] => [
    sort === 'recency' ? post.postedAt.toISOString() : post.popularity,
    post.internalId,
  ];
}

const COLUMNS = [
  'p.id as internalId',
  'p.post_id as id',
  'p.account_id as accountId',
  'p.content',
  'p.posted_at as postedAt',
  'p.conversation_id as conversationId',
  'p.in_reply_to_user as inReplyToUser',
  'p.in_reply_to_post as inReplyToPost',
  'p.quoted_post_id as quotedPostId',
  'p.quoted_content as quotedContent',
  'p.quoted_username as quotedUsername',
  'p.is_retweet as isRetweet',
  'p.hashtags',
  'p.mentions',
  'p.urls',
  'p.media',
  'p.likes',
  'p.retweets',
  'p.replies',
  'p.views',
  'p.fetched_at as fetchedAt',
  'p.popularity',
] as const;

function selected(scope: Scope<Tables>, selection: XPostSelection) {
  let query = visiblePosts(scope);
  const { accountId, keywords, phrase, hashtags, mentions, since, before, threadId } = selection;
  if (accountId != null) query = query.where('p.account_id', '=', accountId);
  if (keywords) query = query.where(hasWords(keywords));
  if (phrase) query = query.where(hasPhrase(phraseQuery(phrase)));
  for (const tags of [hashtags, mentions])
    if (tags?.length) query = query.where(sql<boolean>`p.tags && ${tags}::text[]`);
  if (selection.minLikes != null) query = query.where('p.likes', '>=', selection.minLikes);
  if (selection.minRetweets != null) query = query.where('p.retweets', '>=', selection.minRetweets);
  if (selection.minReplies != null) query = query.where('p.replies', '>=', selection.minReplies);
  if (selection.threadStarters)
    query = query.whereRef('p.post_id', '=', 'p.conversation_id').where(isInThread(scope));
  if (threadId) query = query.where('p.conversation_id', '=', threadId).where(isInThread(scope));
  if (since) query = query.where('p.posted_at', '>=', since);
  if (before) query = query.where('p.posted_at', '<', before);
  return query;
}

/**
 * The planner evaluates the cheap condition first, so the chain is counted only for posts in one.
 */
function isInThread(scope: Scope<Tables>): Expression<SqlBool> {
  return sql<boolean>`(p.in_chain and ${chainLength(scope)} > 1)`;
}

function hasWords(keywords: string): Expression<SqlBool> {
  const words = wordsOf(keywords);
  if (words.length === 0) return sql<boolean>`false`;
  return sql<boolean>`p.search @@ ${words.map((word) => `'${word}'`).join(' & ')}::tsquery`;
}

function after(sort: XPostSort, [value, id]: readonly unknown[]): Expression<SqlBool> {
  return sort === 'recency'
    ? sql<boolean>`(p.posted_at, p.id) < (${value}::timestamptz, ${id}::bigint)`
    : sql<boolean>`(p.popularity, p.id) < (${value}::bigint, ${id}::bigint)`;
}
