import { connection, type PageArguments, pageRequest } from '@tributary/kit';
import { progressOf } from '../collect/run-parts.ts';
import type { Context } from '../context.ts';
import type { Dataset as DatasetRow } from '../data/datasets.ts';
import type { Run as RunRow } from '../data/runs/runs.ts';
import { findCollection, findDataset, findRun } from './query.ts';

export const Dataset = {
  __resolveReference: findDataset,
  live: ({ trackerId }: DatasetRow) => trackerId !== null,
  tracker: ({ trackerId }: DatasetRow) => trackerId && { __typename: 'Tracker', id: trackerId },
  runs({ id }: DatasetRow, args: PageArguments, context: Context) {
    return connection<RunRow>(pageRequest(args, ['time', 'text']), {
      list: (page) => context.runPages.load({ datasetId: id, page }),
      count: () => context.runCounts.load(id),
      sortValues: (run) => [run.createdAt.toISOString(), run.id],
    });
  },
  async run({ id }: DatasetRow, args: { id: string }, context: Context) {
    const run = await findRun(args, context);
    return run?.datasetId === id ? run : null;
  },
};

export const Run = {
  __resolveReference: findRun,
  dataset: ({ datasetId }: RunRow, _: unknown, context: Context) => context.datasets.load(datasetId),
  numCommentsPerPost: ({ commentsPerPost }: RunRow) => commentsPerPost,
  prompt: ({ request }: RunRow) => request?.prompt ?? null,
  query: ({ request }: RunRow) => request?.query ?? null,
  urls: ({ request }: RunRow) => request?.urls ?? null,
  language: ({ request }: RunRow) => request?.language ?? null,
  from: ({ request }: RunRow) => request?.from ?? null,
  to: ({ request }: RunRow) => request?.to ?? null,
  count: ({ request }: RunRow) => request?.count ?? null,
  progress: ({ parts }: RunRow) => progressOf(parts),
};

export const Collection = { __resolveReference: findCollection };
