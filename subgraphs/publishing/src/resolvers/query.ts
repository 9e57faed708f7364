import { connection, invalidInput, type PageArguments, pageRequest } from '@tributary/kit';
import type { Order } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import { PUBLISHING_PLATFORMS, platformOf } from '@tributary/platforms';
import type { Context } from '../context.ts';
import { type ConnectedAccount, countAccounts, listAccounts } from '../data/accounts.ts';
import {
  countPosts,
  listPosts,
  POST_CURSOR,
  type PostFilter,
  type PostSort,
  sortValuesOf,
} from '../data/post-selections.ts';
import type { Post } from '../data/posts.ts';
import { isId } from '../ids.ts';
import { checkTags } from '../posts/index.ts';
import { assistanceQueries } from './assistance/queries.ts';

interface PostsArguments extends PageArguments {
  filter?: Omit<PostFilter, 'search'> | null;
  search?: string | null;
  sort: PostSort;
  order: Order;
}

export const Query = {
  posts(_: unknown, args: PostsArguments, context: Context) {
    const filter = checkFilter(args);
    const { sort, order } = args;
    return connection<Post>(pageRequest(args, POST_CURSOR, `${sort} ${order}`), {
      list: (page) => listPosts(context.scope(), filter, page, args),
      count: (atMost) => countPosts(context.scope(), filter, atMost),
      sortValues: sortValuesOf(sort),
    });
  },

  post: (_: unknown, { id }: { id: string }, { posts }: Context) => (isId(id) ? posts.load(id) : null),

  connectedAccounts(_: unknown, args: PageArguments, context: Context) {
    return connection<ConnectedAccount>(pageRequest(args, ['time', 'text']), {
      list: (page) => listAccounts(context.scope(), page),
      count: () => countAccounts(context.scope()),
      sortValues: ({ connectedAt, id }) => [connectedAt.toISOString(), id],
    });
  },

  connectedAccount: (_: unknown, { id }: { id: string }, { accounts }: Context) =>
    isId(id) ? accounts.load(id) : null,

  publishingPlatforms: () =>
    PUBLISHING_PLATFORMS.map((platform) => {
      const { required, optional } = platformOf(platform).publish!.credentials;
      return { platform, requiredCredentials: required, optionalCredentials: optional };
    }),

  ...assistanceQueries,
};

const LONGEST_SEARCH = 200;
const MOST_ACCOUNTS = 100;

/**
 * Validates constraints that the SDL cannot express; throws INVALID_INPUT naming the faulty member.
 */
function checkFilter({ filter, search }: PostsArguments): PostFilter {
  const trimmed = search?.trim() ?? null;
  if (trimmed !== null && (trimmed === '' || isLongerThan(trimmed, LONGEST_SEARCH) || trimmed.includes('\0')))
    throw invalidInput('search', `\`search\` must have 1 to ${LONGEST_SEARCH} characters without NUL.`);
  const { tag, accountId } = filter ?? {};
  if (accountId && accountId.length > MOST_ACCOUNTS)
    throw invalidInput('filter.accountId', `\`filter.accountId\` may have at most ${MOST_ACCOUNTS} ids.`);
  return {
    ...filter,
    tag: tag ? checkTags('filter.tag', tag) : null,
    // An invalid id matches no account, so it selects no posts.
    accountId: accountId?.map((id) => (isId(id) ? id : '')) ?? null,
    search: trimmed,
  };
}
