import { connection, notFound, type PageArguments, pageRequest } from '@tributary/kit';
import type { XContext } from '../context.ts';
import { findFollowed } from '../data/x-accounts.ts';
import { type XPost as Post, sortValuesOf, type XPostSelection, type XPostSort } from '../data/x-posts.ts';
import { selectionOf, type XPostFilter } from '../filter.ts';
import { markdownOf } from '../markdown.ts';
import { refresh } from '../refresh/refresh.ts';
import { summarise } from '../summary.ts';
import { readUsername } from '../username.ts';

/** Format of X's ids. */
const ID = /^\d{1,20}$/;
const MOST_POSTS = 100;

/** `Query.xPosts`. */
export async function xPosts(
  _: unknown,
  args: PageArguments & { filter?: XPostFilter | null; sort: XPostSort },
  context: XContext,
) {
  const filter = args.filter ?? {};
  const selection = selectionOf(filter, new Date(context.clock()));
  const accountId = await accountOf(filter, context);
  const page = postsPage(context, { ...selection, accountId }, args);
  return { ...page, fetch: await refresh(context, accountId) };
}

/** `Query.xPost`. */
export async function xPost(_: unknown, { id }: { id: string }, context: XContext): Promise<Post | null> {
  return ID.test(id) ? context.xPosts.load(id) : null;
}

/** Returns one page of posts of followed accounts. */
export function postsPage(
  context: XContext,
  selection: XPostSelection,
  args: PageArguments & { sort: XPostSort },
) {
  return connection(pageRequest(args, [args.sort === 'recency' ? 'time' : 'number', 'number']), {
    list: (page) => context.xPostPages.load({ selection, sort: args.sort, page }),
    count: (atMost) => context.xPostCounts.load({ selection, atMost }),
    sortValues: sortValuesOf(args.sort),
  });
}

/**
 * Resolves the account that a filter names; throws NOT_FOUND if the workspace does not follow it.
 */
async function accountOf({ username, accountId }: XPostFilter, context: XContext): Promise<number | null> {
  if (username == null && accountId == null) return null;
  const named =
    username == null
      ? await findFollowed(context.scope(), accountId!)
      : await context.xAccounts.load(readUsername('filter.username', username).toLowerCase());
  if (!named || (accountId != null && named.internalId !== accountId)) throw notFound('Account');
  return named.internalId;
}

/** A post, and the id of its thread. */
interface Thread {
  readonly post: Post;
  readonly id: string;
}

export const XPost = {
  __resolveReference: (reference: { id: string }, context: XContext) => xPost(null, reference, context),
  account: ({ username }: Post, _: unknown, context: XContext) =>
    context.xAccounts.load(username.toLowerCase()),
  url: ({ username, id }: Post) => `https://x.com/${username}/status/${id}`,
  isReply: ({ inReplyToPost, inReplyToUser }: Post) => inReplyToPost !== null || inReplyToUser !== null,
  thread: (post: Post): Thread | null =>
    post.threadLength > 1 && post.conversationId ? { post, id: post.conversationId } : null,
  async markdown(post: Post, _: unknown, context: XContext) {
    const inThread = post.threadLength > 1 && post.conversationId;
    const thread = inThread ? await context.xThreads.load(post.conversationId!) : [];
    return markdownOf({ ...post, thread: thread.slice(0, MOST_POSTS).map(({ content }) => content) });
  },
};

export const XThread = {
  starterId: ({ id }: Thread) => id,
  length: ({ post }: Thread) => post.threadLength,
  isStarter: ({ post, id }: Thread) => post.id === id,
  summary: async ({ id }: Thread, _: unknown, context: XContext) =>
    summarise((await context.xThreads.load(id)).map(({ content }) => content)),
  posts: async ({ id }: Thread, _: unknown, context: XContext) =>
    (await context.xThreads.load(id)).slice(0, MOST_POSTS),
};
