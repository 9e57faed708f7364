import { connection, type PageArguments, pageRequest } from '@tributary/kit';
import type { Context } from '../context.ts';
import type { Dataset as DatasetRow } from '../data/datasets.ts';
import { countRuns, findRun, listRuns, type Run as RunRow } from '../data/runs.ts';
import { isId } from '../ids.ts';
import { findCollection, findDataset } from './query.ts';

export const Dataset = {
  __resolveReference: findDataset,
  runs({ id }: DatasetRow, args: PageArguments, context: Context) {
    return connection<RunRow>(pageRequest(args, ['time', 'text']), {
      list: (page) => listRuns(context.scope(), id, page),
      count: () => countRuns(context.scope(), id),
      sortValues: (run) => [run.createdAt.toISOString(), run.id],
    });
  },
  run: ({ id }: DatasetRow, args: { id: string }, context: Context) =>
    isId(args.id) ? findRun(context.scope(), args.id, id) : null,
};

export const Run = {
  numCommentsPerPost: ({ commentsPerPost }: RunRow) => commentsPerPost,
};

export const Collection = { __resolveReference: findCollection };
