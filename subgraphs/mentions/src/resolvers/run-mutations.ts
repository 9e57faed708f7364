import { randomUUID } from 'node:crypto';
import { invalidInput, withFailures } from '@tributary/kit';
import { inTransaction } from '@tributary/kit/postgres';
import { type CollectInput, planPrompt, planUrls } from '../collect/run-request.ts';
import type { Context } from '../context.ts';
import type { Dataset } from '../data/datasets.ts';
import { insertRun, type NewRun } from '../data/runs/runs.ts';
import { isId, newId } from '../ids.ts';
import { newSteps } from '../ingest/run-steps.ts';
import { collectRun } from '../jobs/collect-run.ts';
import { ingestRun } from '../jobs/ingest-run.ts';
import type { RunJobData } from '../jobs/run-outcome.ts';
import { missing } from './not-found.ts';

/** `StartRunInput` of the SDL. */
interface StartRunInput extends CollectInput {
  readonly type: 'import' | 'prompt' | 'url' | 'live';
  readonly ndjson?: string | null;
  readonly source?: string | null;
  readonly numCommentsPerPost: number;
  readonly analysis: boolean;
}

const MOST_COMMENTS = 100;
/** Maximum input of one run, in characters; larger inputs need `tributary import mentions`. */
const LARGEST_INPUT = 8 * 1024 * 1024;

/** Members that only some types of runs have. */
const MEMBERS = {
  import: ['ndjson', 'source'],
  prompt: ['prompt', 'sources', 'language', 'from', 'to'],
  url: ['urls', 'sources'],
  live: [],
} as const;

export const runMutations = {
  startRun: (_: unknown, args: { datasetId: string; input: StartRunInput }, context: Context) =>
    withFailures(async () => {
      checkMembers(args.input);
      const dataset = isId(args.datasetId) && (await context.datasets.load(args.datasetId));
      if (!dataset) return missing('dataset');
      if (args.input.type === 'import')
        return start(context, dataset, args.input, {}, checkNdjson(args.input));
      const reader = context.listening.readerFor(context.scope().workspaceId);
      const plan =
        args.input.type === 'prompt'
          ? planPrompt(args.input, dataset.brands, reader)
          : planUrls(args.input, reader);
      if ('position' in plan) return { __typename: 'InvalidQuery', ...plan };
      const { request, parts } = plan;
      return start(context, dataset, args.input, { request, parts: [...parts] }, null);
    }),
};

/** Stores a run and queues its job: of its records, or of the parts that it reads. */
async function start(
  context: Context,
  { id: datasetId }: Dataset,
  { type, source = null, numCommentsPerPost: commentsPerPost, analysis }: StartRunInput,
  collecting: Pick<NewRun, 'request' | 'parts'>,
  ndjson: string | null,
) {
  const createdAt = new Date(context.clock());
  const id = newId('dr', createdAt.getTime());
  const isImport = type === 'import';
  const reading = isImport ? {} : { ...collecting, readingId: randomUUID() };
  const plan = { id, datasetId, type, file: null, createdAt, source, analysis, commentsPerPost, ...reading };
  const steps = newSteps(analysis, isImport ? 'read' : 'collect');
  const run = await inTransaction(context.scope(), (inside) => insertRun(inside, plan, steps, ndjson));
  const data: RunJobData = { workspaceId: context.scope().workspaceId, runId: run.id };
  await context.queue.send((isImport ? ingestRun : collectRun).name, data, { key: run.id });
  return { __typename: 'RunStarted', run };
}

/** Rejects members of other types of runs, which would be ignored. */
function checkMembers(input: StartRunInput): void {
  if (input.type === 'live')
    throw invalidInput('input.type', 'Must be IMPORT, PROMPT or URL; `updateDataset` makes a dataset live');
  const own: readonly string[] = MEMBERS[input.type];
  for (const member of Object.values(MEMBERS).flat())
    if (!own.includes(member) && input[member] != null)
      throw invalidInput(`input.${member}`, `Must be absent from a run of type ${input.type.toUpperCase()}`);
  if (input.numCommentsPerPost < 0 || input.numCommentsPerPost > MOST_COMMENTS)
    throw invalidInput('input.numCommentsPerPost', `Must be from 0 to ${MOST_COMMENTS}`);
}

function checkNdjson({ ndjson }: StartRunInput): string {
  if (ndjson == null || ndjson.trim() === '') throw invalidInput('input.ndjson', 'Must have a record');
  if (ndjson.length > LARGEST_INPUT) throw invalidInput('input.ndjson', 'Must be at most 8 MB');
  if (ndjson.includes('\0')) throw invalidInput('input.ndjson', 'Must not contain the character NUL');
  if (!ndjson.isWellFormed())
    throw invalidInput('input.ndjson', 'Must not contain half a surrogate pair (U+D800 to U+DFFF)');
  return ndjson;
}
