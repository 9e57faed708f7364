import { connection, notFound, type PageArguments, pageRequest } from '@tributary/kit';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { listCollections } from '../data/collections.ts';
import { countDatasets, type Dataset, listDatasets } from '../data/datasets.ts';
import { checkFilter } from '../filter/check.ts';
import type { MentionFilterInput } from '../filter/input.ts';
import { idsOf, listOf } from '../filter/values.ts';
import { isId } from '../ids.ts';
import type { Order } from '../sort.ts';
import { type MentionPageArguments, mentionConnection, sdlValue } from './mention-connection.ts';

interface MentionsArguments extends MentionPageArguments {
  datasetIds?: string[] | null;
  sources?: string[] | null;
  collectionIds?: string[] | null;
  filter?: MentionFilterInput[][] | null;
}

export const Query = {
  async mentions(_: unknown, args: MentionsArguments, context: Context, info: GraphQLResolveInfo) {
    const selection = {
      datasetIds: idsOf('datasetIds', args.datasetIds),
      collectionIds: idsOf('collectionIds', args.collectionIds),
      sources: args.sources == null ? null : listOf('sources', args.sources),
      anyOf: [],
      filter: checkFilter(args.filter),
    };
    await Promise.all([
      allThere(selection.datasetIds, context.datasets, 'Dataset'),
      allThere(selection.collectionIds, context.collections, 'Collection'),
    ]);
    return mentionConnection(args, context, info, selection);
  },

  mention: (_: unknown, args: { id: string }, context: Context) => findMention(args, context),

  datasets(_: unknown, args: PageArguments & { order: Order }, context: Context) {
    return connection<Dataset>(pageRequest(args, ['time', 'text']), {
      list: (page) => listDatasets(context.scope(), page, sdlValue(args.order)),
      count: () => countDatasets(context.scope()),
      sortValues: ({ createdAt, id }) => [createdAt.toISOString(), id],
    });
  },

  dataset: (_: unknown, args: { id: string }, context: Context) => findDataset(args, context),

  collections: (_: unknown, __: unknown, context: Context) => listCollections(context.scope()),
};

/** A mention by its id, for the graph's entity references and for `mention`. */
export function findMention({ id }: { id: string }, context: Context) {
  return isId(id) ? context.mentions.load(id) : null;
}

/** A dataset by its id, likewise. */
export function findDataset({ id }: { id: string }, context: Context) {
  return isId(id) ? context.datasets.load(id) : null;
}

/** A collection by its id, likewise. */
export function findCollection({ id }: { id: string }, context: Context) {
  return isId(id) ? context.collections.load(id) : null;
}

async function allThere(
  ids: readonly string[] | null,
  loader: Pick<Context['datasets'] | Context['collections'], 'loadMany'>,
  what: string,
): Promise<void> {
  const found = await loader.loadMany((ids ?? []).filter(isId));
  const error = found.find((each) => each instanceof Error);
  if (error) throw error;
  if (found.length < (ids?.length ?? 0) || found.includes(null)) throw notFound(what);
}
