import { invalidInput, withFailures } from '@tributary/kit';
import { inTransaction } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import { deleteDataset, insertDataset, updateDataset } from '../data/datasets.ts';
import { insertRun } from '../data/runs.ts';
import { type BrandInput, checkBrands, checkName } from '../dataset-input.ts';
import { isId, newId } from '../ids.ts';
import { newSteps } from '../ingest/run-steps.ts';
import { ingestRun, type RunJobData } from '../jobs/ingest-run.ts';
import { sweep } from '../jobs/sweep.ts';
import { missing } from './not-found.ts';

interface StartRunInput {
  type: 'import';
  ndjson: string;
  source?: string | null;
  numCommentsPerPost: number;
  analysis: boolean;
}

const MOST_COMMENTS = 100;
/** Maximum input of one run, in characters; larger inputs need `tributary import mentions`. */
const LARGEST_INPUT = 8 * 1024 * 1024;

export const datasetMutations = {
  createDataset: (
    _: unknown,
    args: { input: { name: string; brands?: BrandInput[] | null } },
    context: Context,
  ) =>
    withFailures(async () => {
      const name = checkName('input.name', args.input.name);
      const brands = checkBrands('input.brands', args.input.brands ?? []);
      const at = new Date(context.clock());
      const dataset = await insertDataset(context.scope(), {
        id: newId('ds', at.getTime()),
        name,
        brands,
        at,
      });
      return { __typename: 'DatasetCreated', dataset };
    }),

  updateDataset: (
    _: unknown,
    args: { id: string; input: { name?: string | null; brands?: BrandInput[] | null } },
    context: Context,
  ) =>
    withFailures(async () => {
      const { name, brands } = args.input;
      const changes = {
        ...(name == null ? {} : { name: checkName('input.name', name) }),
        ...(brands == null ? {} : { brands: checkBrands('input.brands', brands) }),
      };
      const dataset =
        isId(args.id) && (await updateDataset(context.scope(), args.id, changes, new Date(context.clock())));
      if (!dataset) return missing('dataset');
      context.datasets.clear(args.id);
      return { __typename: 'DatasetUpdated', dataset };
    }),

  async deleteDataset(_: unknown, { id }: { id: string }, context: Context) {
    if (!(isId(id) && (await deleteDataset(context.scope(), id, new Date(context.clock())))))
      return missing('dataset');
    context.datasets.clear(id);
    await context.queue.send(sweep.name, {});
    return { __typename: 'DatasetDeleted', id };
  },

  startRun: (_: unknown, args: { datasetId: string; input: StartRunInput }, context: Context) =>
    withFailures(async () => {
      const { ndjson, source = null, numCommentsPerPost, analysis } = checkRun(args.input);
      const dataset = isId(args.datasetId) && (await context.datasets.load(args.datasetId));
      if (!dataset) return missing('dataset');
      const createdAt = new Date(context.clock());
      const plan = {
        id: newId('dr', createdAt.getTime()),
        datasetId: dataset.id,
        type: 'import',
        file: null,
        createdAt,
      };
      const settings = { source, analysis, commentsPerPost: numCommentsPerPost };
      const run = await inTransaction(context.scope(), (inside) =>
        insertRun(inside, { ...plan, ...settings }, newSteps(analysis), ndjson),
      );
      const data: RunJobData = { workspaceId: context.scope().workspaceId, runId: run.id };
      await context.queue.send(ingestRun.name, data, { key: run.id });
      return { __typename: 'RunStarted', run };
    }),
};

function checkRun(input: StartRunInput): StartRunInput {
  const { ndjson, numCommentsPerPost } = input;
  if (ndjson.trim() === '') throw invalidInput('input.ndjson', 'Must have a record');
  if (ndjson.length > LARGEST_INPUT) throw invalidInput('input.ndjson', 'Must be at most 8 MB');
  if (ndjson.includes('\0')) throw invalidInput('input.ndjson', 'Must not contain the character NUL');
  if (!ndjson.isWellFormed())
    throw invalidInput('input.ndjson', 'Must not contain half a surrogate pair (U+D800 to U+DFFF)');
  if (numCommentsPerPost < 0 || numCommentsPerPost > MOST_COMMENTS)
    throw invalidInput('input.numCommentsPerPost', `Must be from 0 to ${MOST_COMMENTS}`);
  return input;
}
