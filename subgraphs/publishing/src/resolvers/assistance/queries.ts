import { connection, type PageArguments, type Principal, pageRequest } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { limitOf, readQuota } from '../../assistance/index.ts';
import type { Tables } from '../../data/tables.ts';
import {
  countMediaAssets,
  findMediaAsset,
  listMediaAssets,
  type MediaAssetFilter,
} from '../../media/data/media-assets.ts';
import type { MediaAsset } from '../../media/index.ts';
import { findPersona, NOBODY } from '../../persona/index.ts';

/** Context used by these resolvers. */
interface QueryContext {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  readonly principal: Principal | null;
  scope(): Scope<Tables>;
}

export const assistanceQueries = {
  persona: async (_: unknown, __: unknown, context: QueryContext) =>
    (await findPersona(context.scope())) ?? NOBODY,
  aiQuota: (_: unknown, __: unknown, context: QueryContext) =>
    readQuota(context.scope(), limitOf(context.principal), new Date(context.clock())),
  mediaAssets(_: unknown, args: PageArguments & { filter?: MediaAssetFilter | null }, context: QueryContext) {
    const filter = args.filter ?? {};
    return connection<MediaAsset>(pageRequest(args, ['time', 'text']), {
      list: (page) => listMediaAssets(context.scope(), filter, page),
      count: (atMost) => countMediaAssets(context.scope(), filter, atMost),
      sortValues: ({ createdAt, id }) => [createdAt.toISOString(), id],
    });
  },
  mediaAsset: (_: unknown, { id }: { id: string }, context: QueryContext) =>
    findMediaAsset(context.scope(), id),
};
