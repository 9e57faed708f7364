import { connection, type PageArguments, pageRequest } from '@tributary/kit';
import type { Context } from '../context.ts';
import type { Dataset as DatasetRow } from '../data/datasets.ts';
import type { Run as RunRow } from '../data/runs.ts';
import { findCollection, findDataset, findRun } from './query.ts';

export const Dataset = {
  __resolveReference: findDataset,
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
};

export const Collection = { __resolveReference: findCollection };
