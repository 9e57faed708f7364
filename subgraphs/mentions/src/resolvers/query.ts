import {
  connection,
  fieldsAt,
  invalidInput,
  notFound,
  type PageArguments,
  pageRequest,
} from '@tributary/kit';
import type { GraphQLResolveInfo } from 'graphql';
import type { Context } from '../context.ts';
import { listCollections } from '../data/collections.ts';
import { listMentionCounts } from '../data/counts/mention-counts.ts';
import { type Dimension, FIGURES } from '../data/counts/mention-figures.ts';
import { countDatasets, type Dataset, listDatasets } from '../data/datasets.ts';
import { countRuns, listRuns } from '../data/runs/run-lists.ts';
import type { Run } from '../data/runs/runs.ts';
import type { Selection } from '../data/selection/selection.ts';
import type { RunStatus } from '../data/tables.ts';
import { checkFilter } from '../filter/check.ts';
import type { MentionFilterInput } from '../filter/filter-input.ts';
import { idsOf, listOf, textOf } from '../filter/values.ts';
import { isId } from '../ids.ts';
import { queueDays, queueMonths } from '../jobs/queue-counting.ts';
import type { Order } from '../sort.ts';
import { type MentionPageArguments, mentionConnection } from './mention-connection.ts';

interface SelectionArguments {
  datasetIds?: string[] | null;
  sources?: string[] | null;
  collectionIds?: string[] | null;
  filter?: MentionFilterInput[][] | null;
  search?: string | null;
}

interface CountsArguments extends SelectionArguments {
  by: Dimension;
  from?: Date | null;
  to?: Date | null;
  first: number;
}

/** A request that reads so many mentions for a chart queues the job that counts their days. */
const MANY_READ = 10_000;

/** Maximum number of counts per request: a little more than the days of a year. */
const MOST_COUNTS = 400;

export const Query = {
  async mentions(
    _: unknown,
    args: SelectionArguments & MentionPageArguments,
    context: Context,
    info: GraphQLResolveInfo,
  ) {
    return mentionConnection(args, context, info, await selectionOf(args, context));
  },

  async mentionCounts(_: unknown, args: CountsArguments, context: Context, info: GraphQLResolveInfo) {
    const { by, from = null, to = null, first } = args;
    if (first < 1 || first > MOST_COUNTS)
      throw invalidInput('first', `\`first\` must be from 1 to ${MOST_COUNTS}, got ${first}.`);
    if (from && to && from > to) throw invalidInput('from', '`from` must not be after `to`.');
    const selection = { ...(await selectionOf(args, context)), living: await context.living() };
    const selected = fieldsAt(info);
    const figures = FIGURES.filter((name) => selected.has(name));
    const request = { selection, by, from, to, limit: first, figures };
    const { counts, mentionsRead, months } = await listMentionCounts(context.reading(), request);
    if (mentionsRead !== null && mentionsRead >= MANY_READ) await queueDays(context);
    if (months) await queueMonths(context, months);
    return counts;
  },

  runs(_: unknown, args: PageArguments & { status?: RunStatus | null }, context: Context) {
    const selection = { status: args.status ?? null };
    return connection<Run>(pageRequest(args, ['time', 'text']), {
      list: (page) => listRuns(context.scope(), selection, page),
      count: () => countRuns(context.scope(), selection),
      sortValues: ({ createdAt, id }) => [createdAt.toISOString(), id],
    });
  },

  mention: (_: unknown, args: { id: string }, context: Context) => findMention(args, context),

  datasets(_: unknown, args: PageArguments & { order: Order }, context: Context) {
    return connection<Dataset>(pageRequest(args, ['time', 'text']), {
      list: (page) => listDatasets(context.scope(), page, args.order),
      count: () => countDatasets(context.scope()),
      sortValues: ({ createdAt, id }) => [createdAt.toISOString(), id],
    });
  },

  dataset: (_: unknown, args: { id: string }, context: Context) => findDataset(args, context),

  collections: (_: unknown, __: unknown, context: Context) => listCollections(context.scope()),
};

/** Converts arguments to a selection; throws NOT_FOUND for unknown dataset or collection ids. */
async function selectionOf(args: SelectionArguments, context: Context): Promise<Omit<Selection, 'living'>> {
  const selection = {
    datasetIds: idsOf('datasetIds', args.datasetIds),
    collectionIds: idsOf('collectionIds', args.collectionIds),
    sources: args.sources == null ? null : listOf('sources', args.sources),
    anyOf: [],
    filter: checkFilter(args.filter),
    phrase: args.search == null ? undefined : textOf('search', args.search),
  };
  await Promise.all([
    allThere(selection.datasetIds, context.datasets, 'Dataset'),
    allThere(selection.collectionIds, context.collections, 'Collection'),
  ]);
  return selection;
}

/** Finds a mention by id, for entity references and `Query.mention`. */
export function findMention({ id }: { id: string }, context: Context) {
  return isId(id) ? context.mentions.load(id) : null;
}

/** Finds a dataset by id, for entity references and queries. */
export function findDataset({ id }: { id: string }, context: Context) {
  return isId(id) ? context.datasets.load(id) : null;
}

/** Finds a collection by id, for entity references and queries. */
export function findCollection({ id }: { id: string }, context: Context) {
  return isId(id) ? context.collections.load(id) : null;
}

/** Finds a run by id, for entity references and queries. */
export function findRun({ id }: { id: string }, context: Context) {
  return isId(id) ? context.runs.load(id) : null;
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
