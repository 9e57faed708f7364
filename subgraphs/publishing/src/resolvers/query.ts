import { connection, type PageArguments, pageRequest } from '@tributary/kit';
import type { Context } from '../context.ts';
import { type ConnectedAccount, countAccounts, listAccounts } from '../data/accounts.ts';
import { countPosts, listPosts, newestFirst, type Post, type PostFilter } from '../data/posts.ts';
import { isId } from '../ids.ts';
import { assistanceQueries } from './assistance-queries.ts';

export const Query = {
  posts(_: unknown, args: PageArguments & { filter?: PostFilter | null }, context: Context) {
    const filter = args.filter ?? {};
    return connection<Post>(pageRequest(args, ['time', 'text']), {
      list: (page) => listPosts(context.scope(), filter, page),
      count: (atMost) => countPosts(context.scope(), filter, atMost),
      sortValues: newestFirst,
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

  ...assistanceQueries,
};
