import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { testConfig } from '@tributary/kit/testing';
import { NAMING, NOT_NAMING } from '../../subgraphs/kit/test/brands/brand-cases.ts';
import { evaluateOwn } from '../../subgraphs/text-models/training/evaluation/evaluate-set.ts';
import { hasOnnxRuntime, writeTinyClassifier } from '../support/tiny-classifier/index.ts';
import { type ModelStandIn, startModel } from '../upstreams/openai.ts';
import { type Engine, openEngine } from './engines/index.ts';
import { measureOwn } from './measure-all.ts';

let model: ModelStandIn;
let engine: Engine;
beforeAll(async () => {
  model = await startModel();
  const config = testConfig({ AI_BASE_URL: model.url, AI_MODEL: 'small-1' });
  engine = await openEngine('language-model', config);
});
afterAll(() => model?.stop());
beforeEach(() => {
  model.asked.length = 0;
  model.play('good');
});

/** Returns the labels that the latest request allows. */
function allowedLabels(): string[] {
  const { schema } = model.asked.at(-1)!.body.response_format!.json_schema!;
  return [...JSON.stringify(schema).matchAll(/"const":"([^"]+)"/g)].map(([, label]) => label!);
}

/** Lets the stand-in choose a label for each text, with its first character as evidence. */
function answerWith(choose: (text: string, labels: string[], context: object) => string): void {
  model.answer(({ texts, context }) => {
    const labels = allowedLabels();
    const judgements = (texts as { id: number; text: string }[]).map(({ id, text }) => ({
      id,
      label: choose(text, labels, context as object),
      reason: 'It says so.',
      evidence: [text.slice(0, 1)],
    }));
    return { judgements };
  });
}

test('every judge of the repository measures a language model', async () => {
  answerWith((_, labels) => labels[0]!);
  const figures = await measureOwn({ engine, most: 20 });
  const embeddedFigures = await measureOwn({ most: 20 });
  const named = ({ judgement, data, measure }: (typeof figures)[number]) => [judgement, data, measure];
  expect(figures.map(named)).toEqual(embeddedFigures.map(named));
  expect(figures.every(({ value }) => value >= 0 && value <= 1)).toBe(true);
  const tasks = new Set(model.asked.map(({ body }) => body.response_format!.json_schema!.name));
  expect([...tasks].sort()).toEqual(['brand', 'competitor', 'intent', 'language', 'relevance']);
});

test('brands are asked for with the brand as context', async () => {
  answerWith((text, _, context) => {
    const { brand } = context as { brand: string };
    return NAMING.some(([name, each]) => name === brand && each === text) ? 'named' : 'absent';
  });
  const cases = [...NAMING, ...NOT_NAMING];
  expect(await engine.namesBrands(cases)).toEqual(cases.map((_, index) => index < NAMING.length));
});

test('sentiment and emotions are measured by label', async () => {
  answerWith(() => 'neutral');
  const { accuracy, rows } = await evaluateOwn('sentiment', { readHead: engine.readHead, most: 50 });
  const { accuracy: ofEmotions } = await evaluateOwn('emotions', { readHead: engine.readHead, most: 50 });
  expect(rows).toBe(50);
  // The share of neutral posts.
  expect(accuracy).toBeGreaterThan(0.2);
  expect(ofEmotions).toBeGreaterThan(0.2);
  model.answer(({ texts }) => ({
    judgements: (texts as { id: number }[]).map(({ id }) => ({
      id,
      label: 'neutral',
      reason: 'Invented.',
      evidence: ['words that no text has'],
    })),
  }));
  expect(await engine.readHead('sentiment', ['good', 'bad'])).toEqual([null, null]);
});

test('a model that fails ends the evaluation with the reason', async () => {
  model.play('broken');
  await expect(engine.languages(['Guten Tag zusammen'])).rejects.toThrow(
    'The language model judged no language',
  );
});

const withRuntime = hasOnnxRuntime() ? test : test.skip;

withRuntime('a local classifier is measured on sentiments, the embedded engines on the rest', async () => {
  const tiny = await writeTinyClassifier({ labels: ['positive', 'neutral', 'negative'] });
  try {
    const onnx = await openEngine('onnx', testConfig({ ANALYSIS_MODEL_DIR: tiny.dir }));
    const [row] = await onnx.readHead('sentiment', ['I hate it']);
    // The model's first output is its most negative.
    expect(row!.indexOf(Math.max(...row!))).toBe(2);
    const texts = ['I am so angry'];
    expect(await onnx.readHead('emotions', texts)).toEqual(
      await (await openEngine('embedded')).readHead('emotions', texts),
    );
    const figures = await measureOwn({ engine: onnx, most: 20 });
    expect(figures.every(({ value }) => value >= 0 && value <= 1)).toBe(true);
  } finally {
    await tiny.remove();
  }
});

test('an unknown engine, and a model without settings, are refused', async () => {
  await expect(openEngine('gpt', testConfig({}))).rejects.toThrow(
    'must be one of embedded, language-model, onnx, got "gpt"',
  );
  await expect(openEngine('language-model', testConfig({}))).rejects.toThrow(
    'needs AI_BASE_URL and AI_MODEL',
  );
  await expect(openEngine('onnx', testConfig({}))).rejects.toThrow('needs ANALYSIS_MODEL_DIR');
});
