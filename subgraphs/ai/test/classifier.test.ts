import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase, testConfig } from '@tributary/kit/testing';
import {
  hasOnnxRuntime,
  type TinyClassifier,
  type TinyOptions,
  writeTinyClassifier,
} from '../../../test/support/tiny-classifier/index.ts';
import { listCosts } from '../src/data/ledger.ts';
import {
  type Classifier,
  classifierJudge,
  classifierSettings,
  type JudgingTask,
  openClassifier,
  readModelUsage,
} from '../src/index.ts';
import { NOW, newWorkspace } from './support.ts';

type Name = 'negative' | 'neutral' | 'positive';

const TASK: JudgingTask<Name> = {
  name: 'feeling',
  version: 1,
  instructions: '',
  labels: { negative: '', neutral: '', positive: '' },
};

const MEANING = { task: 'feeling', meanings: ['negative', 'neutral', 'positive'], least: 0.45 };

const { signal } = new AbortController();

// npm leaves an optional package out where it has no build of it.
const withRuntime = hasOnnxRuntime() ? describe : describe.skip;
if (!hasOnnxRuntime()) process.stderr.write('onnxruntime-node is not installed: its tests are skipped.\n');

const written: TinyClassifier[] = [];
const opened: Classifier[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
  await Promise.all(written.splice(0).map((each) => each.remove()));
});

async function write(options: TinyOptions = {}): Promise<string> {
  const tiny = await writeTinyClassifier(options);
  written.push(tiny);
  return tiny.dir;
}

async function openAt(dir: string, settings: Record<string, string> = {}): Promise<Classifier> {
  const config = testConfig({ ANALYSIS_MODEL_DIR: dir, ...settings });
  const classifier = (await openClassifier(config.read(classifierSettings)))!;
  opened.push(classifier);
  return classifier;
}

/** Returns the most likely label of each text. */
async function labelsOf({ classify, labels }: Classifier, texts: readonly string[]): Promise<string[]> {
  const rows = await classify(texts);
  return rows.map((row) => labels[row.indexOf(Math.max(...row))]!);
}

withRuntime('a classifier in a folder', () => {
  test('gives each label a probability, which does not depend on the other texts', async () => {
    const classifier = await openAt(await write());
    const texts = ['I love this!', 'Cancelled', 'The flight', 'x '.repeat(9)];
    expect(await labelsOf(classifier, texts)).toEqual(['positive', 'negative', 'neutral', 'neutral']);
    const [together] = await classifier.classify(texts);
    const [alone] = await classifier.classify(texts.slice(0, 1));
    expect(together!.reduce((sum, each) => sum + each)).toBeCloseTo(1);
    for (const [place, each] of alone!.entries()) expect(together![place]).toBeCloseTo(each);
  });

  test('reads the beginning of a text that is too long', async () => {
    const classifier = await openAt(await write());
    const long = `${'love '.repeat(14)}${'hate '.repeat(1_000)}`;
    expect(await labelsOf(classifier, [long])).toEqual(['positive']);
  });

  test('takes every combination of inputs that exports have', async () => {
    for (const inputs of [[], ['token_type_ids'], ['attention_mask', 'token_type_ids']]) {
      const classifier = await openAt(await write({ inputs }));
      expect(await labelsOf(classifier, ['love', 'flight, hate'])).toEqual(['positive', 'negative']);
    }
  });

  test('has probabilities of their own for labels that do not exclude each other', async () => {
    const classifier = await openAt(await write({ config: { problem_type: 'multi_label_classification' } }));
    const [[negative, , positive]] = (await classifier.classify(['love hate'])) as [number[]];
    expect(negative).toBeGreaterThan(0.9);
    expect(positive).toBeGreaterThan(0.9);
  });

  test('has a name that changes with its weights', async () => {
    const dir = await write();
    const one = await openAt(dir);
    const same = await openAt(dir);
    const other = await openAt(await write({ inputs: [] }));
    expect(one.name).toMatch(/^onnx:tiny-classifier-\w+@[0-9a-f]{12}$/);
    expect(same.name).toBe(one.name);
    expect(other.name.split('@')[1]).not.toBe(one.name.split('@')[1]);
  });

  test('refuses more batches than may wait', async () => {
    const classifier = await openAt(await write());
    const all = await Promise.allSettled(Array.from({ length: 17 }, () => classifier.classify(['love'])));
    expect(all.map(({ status }) => status)).toEqual([...Array(16).fill('fulfilled'), 'rejected']);
    expect(await labelsOf(classifier, ['love'])).toEqual(['positive']);
  });

  test.each<[string, TinyOptions, string]>([
    ['no model', { files: { 'onnx/model.onnx': null } }, 'has neither model.onnx nor onnx/model.onnx'],
    ['no configuration', { files: { 'config.json': null } }, 'has no readable config.json'],
    ['no labels', { files: { 'config.json': '{}' } }, 'has an invalid config.json'],
    ['no tokenizer', { files: { 'tokenizer.json': null } }, 'has no readable tokenizer.json'],
    ['half a tokenizer', { files: { 'tokenizer.json': '{"model":{' } }, 'has no readable tokenizer.json'],
    [
      'an unknown tokenizer',
      { files: { 'tokenizer.json': '{"model":{"type":"Runes"}}' } },
      'has a tokenizer.json that cannot be used',
    ],
    [
      'something else as its model',
      { files: { 'onnx/model.onnx': 'weights' } },
      'has an ONNX file that cannot be loaded',
    ],
    [
      'an input that texts do not have',
      { inputs: ['pixel_values'] },
      'has a model with the input "pixel_values"; expected input_ids, attention_mask, token_type_ids',
    ],
    [
      'another number of labels than outputs',
      { labels: ['negative', 'positive'] },
      'its output is float32 [1,3], expected float32 [1,2], a number for each of `id2label`',
    ],
  ])('is refused with the name of the variable if it has %s', async (_, options, message) => {
    const dir = await write(options);
    const failure = await openAt(dir).catch((error: Error) => error.message);
    expect(failure).toContain(`ANALYSIS_MODEL_DIR: ${dir} `);
    expect(failure).toContain(message);
  });
});

test('languages are given as codes', () => {
  const read = (ANALYSIS_MODEL_LANGUAGES: string) =>
    testConfig({ ANALYSIS_MODEL_LANGUAGES }).read(classifierSettings);
  expect(() => read('english')).toThrow('ANALYSIS_MODEL_LANGUAGES');
  expect(read('en,de').ANALYSIS_MODEL_LANGUAGES).toBe('en,de');
});

withRuntime('its judgements', () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await openTestDatabase();
  });
  afterAll(() => database?.stop());

  let scope: ReturnType<typeof newWorkspace>;
  beforeEach(() => {
    scope = newWorkspace(database);
  });

  /** Words of which none outweighs the others. */
  const UNCERTAIN = 'good flight flight flight flight cancel';

  type Text = readonly [text: string, language?: string | null];

  async function judge(classifier: Classifier, ...texts: Text[]) {
    const judged = texts.map(([text, language = null]) => ({ text, embedded: 'negative' as Name, language }));
    const request = { task: TASK, context: {}, texts: judged };
    return classifierJudge(classifier, MEANING, () => NOW).judge(scope, request, signal);
  }

  test('are stored by text and version, and counted with the agreement of the embedded engine', async () => {
    const classifier = await openAt(await write());
    const results = await judge(classifier, ['I love it'], ['I hate it'], ['I love it']);
    expect(results).toMatchObject([{ label: 'positive' }, { label: 'negative' }, { label: 'positive' }]);
    await judge(classifier, ['I love it']);
    expect(await listCosts(scope, '2026-11-01')).toMatchObject([
      { task: 'feeling', model: classifier.name, requests: 1, judged: 2, cached: 1, dollars: 0 },
    ]);
    const { agreements } = await readModelUsage(scope, { AI_MODEL: '', AI_DAILY_TOKENS: 0 }, 7, NOW);
    expect(agreements).toEqual([{ task: 'feeling', model: classifier.name, texts: 2, agreed: 1, kappa: 0 }]);
    await judge(await openAt(await write({ inputs: [] })), ['I love it']);
    expect(await listCosts(scope, '2026-11-01')).toHaveLength(2);
  });

  test('are none where it is not certain, or does not know the language', async () => {
    const classifier = await openAt(await write());
    const results = await judge(classifier, [UNCERTAIN], ['gut', 'de'], ['good', null], ['good']);
    expect(results.map(({ state }) => state)).toEqual(['dropped', 'dropped', 'judged', 'judged']);
    const german = await openAt(await write(), { ANALYSIS_MODEL_LANGUAGES: 'de' });
    const inGerman = await judge(german, ['gut', 'de'], ['good', null]);
    expect(inGerman.map(({ state }) => state)).toEqual(['judged', 'dropped']);
    const all = await openAt(await write(), { ANALYSIS_MODEL_LANGUAGES: '*' });
    expect(await judge(all, ['gut', 'de'])).toMatchObject([{ label: 'positive' }]);
  });

  test('are deferred while the classifier cannot run', async () => {
    const classifier = await openAt(await write());
    const broken = { ...classifier, classify: () => Promise.reject(new Error('out of memory')) };
    expect(await judge(broken, ['I love it'])).toMatchObject([
      { state: 'deferred', because: 'failure', reason: 'out of memory' },
    ]);
    expect(await listCosts(scope, '2026-11-01')).toEqual([]);
  });
});
