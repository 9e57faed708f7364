import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { openTestDatabase, type TestDatabase, testConfig } from '@tributary/kit/testing';
import { hasOnnxRuntime, writeTinyClassifier } from '../../../test/support/tiny-classifier/index.ts';
import { type ModelStandIn, startModel } from '../../../test/upstreams/openai.ts';
import { eraseMentions } from '../src/data/mention-tombstones.ts';
import type { Tables } from '../src/data/tables.ts';
import { earliestId, newId } from '../src/ids.ts';
import { mentions } from '../src/index.ts';
import { readSentiments, withOpinion } from '../src/opinion/index.ts';
import { ask, newAnalysis, newDataset, newScope, servicesTracking } from './support.ts';

/** So clearly negative that the embedded model can tell; the stand-in disagrees. */
const TEXT = 'I hate this terrible airline. My flight was cancelled again.';

let opened: TestDatabase;
beforeAll(async () => {
  opened = await openTestDatabase();
});
afterAll(() => opened?.stop());

let model: ModelStandIn;
let scope: Scope<Tables>;
let dataset: string;
beforeEach(async () => {
  model = await startModel();
  model.answer(judgeAll('neutral', ['cancelled again']));
  scope = newScope(opened);
  dataset = await newDataset(scope);
});
afterEach(() => model.stop());

/** Lets the stand-in give every text the same judgement. */
function judgeAll(label: string, evidence: readonly string[]) {
  return (data: Record<string, unknown>) => ({
    judgements: (data['texts'] as { id: number }[]).map(({ id }) => ({
      id,
      label,
      reason: 'It states a fact.',
      evidence,
    })),
  });
}

/** Prepares a job and runs it once, in a process with the model. */
async function work(name: string, data: unknown = {}, settings: Record<string, string> = {}): Promise<void> {
  const config = testConfig({
    DATABASE_URL: opened.url,
    AI_BASE_URL: model.url,
    AI_MODEL: 'small-1',
    ...settings,
  });
  const { jobs } = mentions.open({ ...servicesTracking(opened), config });
  const job = jobs.find((each) => each.name === name)!;
  await job.prepare?.();
  await job.run({ data, signal: new AbortController().signal, lastAttempt: false });
}
const judge = (settings?: Record<string, string>) => work('mentions.judge-by-model', {}, settings);

const RUN = `mutation ($dataset: ID!, $input: StartRunInput!) {
  startRun(datasetId: $dataset, input: $input) { ... on RunStarted { run { id } } } }`;

/** Ingests one mention by a run. */
async function ingest(id: string, text = TEXT, { analysis = true, of = scope, into = dataset } = {}) {
  const ndjson = JSON.stringify({ external_id: id, source: 'x', text, posted_at: '2026-01-01' });
  const sent: unknown[][] = [];
  await ask(opened, of.workspaceId, RUN, { dataset: into, input: { ndjson, analysis } }, { sent });
  await work('mentions.ingest-run', sent[0]![1]);
}

interface Judged {
  readonly sentiment: Record<'negative' | 'neutral' | 'positive', number> | null;
  readonly dominantSentiment: string | null;
  readonly sentimentEngine: string | null;
}

async function judged(of = scope): Promise<Judged[]> {
  const query = `{ mentions { nodes {
    sentiment { negative neutral positive } dominantSentiment sentimentEngine } } }`;
  return (await ask(opened, of.workspaceId, query)).data.mentions.nodes;
}

test('a new mention has the embedded sentiment, and then the mean with the label of the model', async () => {
  await ingest('1');
  const [before] = await judged();
  expect(before).toMatchObject({ dominantSentiment: 'NEGATIVE', sentimentEngine: 'embedded' });
  await judge();
  const [after] = await judged();
  expect(after).toMatchObject({ dominantSentiment: 'NEUTRAL', sentimentEngine: 'small-1' });
  expect(after!.sentiment!.neutral).toBeCloseTo((before!.sentiment!.neutral + 1) / 2, 1);
  expect(after!.sentiment!.negative).toBeCloseTo(before!.sentiment!.negative / 2, 1);
  const { negative, neutral, positive } = after!.sentiment!;
  expect(negative + neutral + positive).toBeCloseTo(1, 10);
  const FILTER = '{ mentions(filter: [[{ sentiment: { values: [NEUTRAL] } }]]) { totalCount } }';
  expect((await ask(opened, scope.workspaceId, FILTER)).data.mentions.totalCount).toBe(1);
});

test('a mention that another run sees unchanged keeps its sentiment and is not judged again', async () => {
  await ingest('2');
  await judge();
  const before = await judged();
  await ingest('2');
  expect(await judged()).toEqual(before);
  await judge();
  expect(await judged()).toEqual(before);
  expect(model.asked).toHaveLength(1);
});

test('a mention whose text has changed is judged again', async () => {
  await ingest('3');
  await judge();
  await ingest('3', `${TEXT} And cancelled again today.`);
  expect(await judged()).toMatchObject([{ sentimentEngine: 'embedded' }]);
  await judge();
  expect(await judged()).toMatchObject([{ sentimentEngine: 'small-1' }]);
  expect(model.asked).toHaveLength(2);
});

test('a judgement with invented evidence changes nothing, and is not requested again', async () => {
  model.answer(judgeAll('neutral', ['the flight was late']));
  await ingest('4');
  const before = await judged();
  await judge();
  await judge();
  expect(await judged()).toEqual(before);
  expect(model.asked).toHaveLength(1);
});

test('mentions that a run does not analyse, and any without a model, are not sent', async () => {
  await ingest('5', TEXT, { analysis: false });
  await judge();
  await ingest('6');
  await judge({ AI_BASE_URL: '', AI_MODEL: '' });
  await judge({ AI_DAILY_TOKENS: '0' });
  expect(model.asked).toEqual([]);
  expect((await judged()).map(({ sentimentEngine }) => sentimentEngine).sort()).toEqual(['embedded', null]);
  await judge();
  expect(model.asked).toHaveLength(1);
});

test('a mention that its platform has deleted is not sent', async () => {
  await ingest('1');
  await inTransaction(scope, (inside) =>
    eraseMentions(inside, [{ source: 'x', externalId: '1' }], new Date()),
  );
  await judge();
  expect(model.asked).toEqual([]);
});

test('each workspace pays for itself, and sees its own judgements only', async () => {
  const other = newScope(opened);
  await ingest('7');
  await ingest('7', TEXT, { of: other, into: await newDataset(other) });
  await judge();
  expect(model.asked).toHaveLength(2);
  expect(await judged()).toHaveLength(1);
  expect(await judged(other)).toMatchObject([{ sentimentEngine: 'small-1' }]);
  const { rows } = await opened.database.pool.query(
    'select workspace_id from ai.ledger where workspace_id = any($1) and task = $2',
    [[scope.workspaceId, other.workspaceId], 'sentiment'],
  );
  expect(rows).toHaveLength(2);
});

test('the label is the most likely sentiment, also if the embedded model cannot judge or is certain of another', () => {
  const opinion = { model: 'small-1', sentiment: 'positive', hash: 'h' } as const;
  const { negative, neutral, positive } = withOpinion(newAnalysis(), opinion).sentiment!;
  expect(positive).toBeCloseTo(2 / 3, 1);
  expect(negative).toBeCloseTo(1 / 6, 1);
  expect(negative + neutral + positive).toBeCloseTo(1, 10);
  expect(withOpinion(newAnalysis(), { ...opinion, sentiment: null }).sentiment).toBeNull();
  const certain = newAnalysis({ sentiment: { negative: 1, neutral: 0, positive: 0 } });
  expect(withOpinion(certain, opinion).sentiment).toEqual({ negative: 0.49, neutral: 0, positive: 0.51 });
});

// npm leaves the optional package out where it has no build of it.
const withRuntime = hasOnnxRuntime() ? test : test.skip;

withRuntime('a local classifier judges before the language model, in its languages only', async () => {
  const tiny = await writeTinyClassifier();
  try {
    await ingest('8', 'I love it when my flight leaves on time again');
    await ingest('9', 'Das Wetter ist heute wirklich gut und wir gehen zusammen in den Garten');
    const local = { ANALYSIS_MODEL_DIR: tiny.dir };
    await judge(local);
    await judge(local);
    expect(model.asked).toEqual([]);
    const engines = (await judged()).map(({ sentimentEngine }) => sentimentEngine);
    expect(engines).toEqual(expect.arrayContaining([expect.stringMatching(/^onnx:tiny-/), null]));
    await judge({ ...local, ANALYSIS_MODEL_LANGUAGES: '*' });
    expect((await judged()).filter(({ sentimentEngine }) => sentimentEngine === null)).toHaveLength(1);
  } finally {
    await tiny.remove();
  }
});

withRuntime('a process does not start with a classifier that judges something else', async () => {
  const tiny = await writeTinyClassifier({ labels: ['spam', 'neutral', 'ham'] });
  try {
    await expect(judge({ ANALYSIS_MODEL_DIR: tiny.dir })).rejects.toThrow(
      'ANALYSIS_MODEL_DIR: the classifier has the labels spam, ham, which are no sentiments.',
    );
  } finally {
    await tiny.remove();
  }
});

test.each([
  [
    ['NEG', 'NEU', 'POS'],
    ['negative', 'neutral', 'positive'],
  ],
  [
    ['POSITIVE', 'NEGATIVE'],
    ['positive', 'negative'],
  ],
  [
    ['Very Negative', 'Negative', 'Neutral', 'Positive', 'Very Positive'],
    ['negative', 'negative', 'neutral', 'positive', 'positive'],
  ],
  [
    ['1 star', '2 stars', '3 stars', '4 stars', '5 stars'],
    ['negative', 'negative', 'neutral', 'positive', 'positive'],
  ],
])('the labels %j mean %j', (labels, sentiments) => {
  expect(readSentiments(labels)).toEqual(sentiments);
});

test('labels that say nothing, or not both ways, are refused', () => {
  expect(() => readSentiments(['LABEL_0', 'LABEL_1'])).toThrow('LABEL_0, LABEL_1, which are no sentiments');
  expect(() => readSentiments(['neutral', 'positive'])).toThrow('are not at least negative and positive');
});

test('the ids of a time sort after those of earlier times', () => {
  const time = Date.parse('2026-11-01T12:00:00Z');
  expect(newId('post', time) > earliestId('post', time)).toBe(true);
  expect(newId('post', time - 1) < earliestId('post', time)).toBe(true);
});
