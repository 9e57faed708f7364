import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeWeights, encodeWeights } from '../src/affect/weights.ts';
import {
  AFFECT_VERSION,
  type Affect,
  EMOTIONS,
  INTENT_VERSION,
  readAffect,
  readIntents,
} from '../src/index.ts';
import { openReader } from '../src/network/reader.ts';
import { decodeModel, encodeModel } from '../src/network/text-model.ts';
import { MOST_CHARACTERS, MOST_TOKENS, tokenize } from '../src/text/model-tokens.ts';
import { teachAffect } from '../training/affect/teach.ts';
import { parseCsv } from '../training/csv-rows.ts';
import { HOSTILE_LENGTH, HOSTILE_TEXTS } from '../training/data/checks/hostile.ts';
import { DIRECTION, INVARIANT, MINIMUM } from '../training/data/checks/phrases.ts';
import { evaluatePhrases } from '../training/evaluation/evaluate-phrases.ts';
import { evaluateSet } from '../training/evaluation/evaluate-set.ts';
import { likeliest, measure } from '../training/evaluation/measures.ts';
import type { Lesson } from '../training/lessons.ts';
import { seeded } from '../training/network/random.ts';
import { type NetworkSettings, trainModel } from '../training/network/train-network.ts';
import { wordVocabularyOf } from '../training/network/word-vocabulary.ts';
import { type Kind, READERS } from '../training/read-sets.ts';

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url));

function read(text: string): Affect {
  const [affect] = readAffect([text]);
  expect(affect).not.toBeNull();
  return affect!;
}

function strongest(probabilities: Record<string, number>): string {
  return Object.entries(probabilities).sort(([, one], [, other]) => other - one)[0]![0];
}

function expectShares(probabilities: Record<string, number>): void {
  const values = Object.values(probabilities);
  expect(values.every((value) => value >= 0 && value <= 1)).toBe(true);
  expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 9);
}

describe('readAffect', () => {
  test('returns shares of one or null for any text', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc.string({ unit: 'grapheme', maxLength: 200 }),
      fc
        .array(fc.constantFrom('good', 'not', 'BAD', '😂', '!!', '@you', '#joy', '\ud800', '9', ':)'))
        .map((w) => w.join(' ')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const [affect] = readAffect([text]);
        if (affect === null) return;
        expectShares(affect!.sentiment);
        expectShares(affect!.emotions);
      }),
      { numRuns: 500 },
    );
  });

  test('returns a result per text, independent of the others', () => {
    const texts = ['I love it here', '', 'This is a disgrace', '🎉'];
    expect(readAffect(texts)).toEqual(texts.map((text) => readAffect([text])[0]));
    expect(readAffect(texts)).toEqual(readAffect(texts));
    expect(readAffect([])).toEqual([]);
  });

  test.each(['', '   ', '...', '12 345', '@someone', 'https://example.org/good', 'xqzzv brrkpt'])(
    'says nothing of %j',
    (text) => expect(readAffect([text])).toEqual([null]),
  );

  test('returns null for other languages', () => {
    const texts = [
      '今日はとても楽しかった',
      'Das Wetter ist heute wirklich wunderbar',
      'Сегодня очень грустно',
    ];
    expect(readAffect(texts)).toEqual([null, null, null]);
  });

  test.each([
    ['positive', 'I love this, it is the best thing I have bought in years. Thank you!'],
    ['positive', 'What a wonderful team, so happy with their help'],
    ['positive', 'Great update, the new search is awesome'],
    ['negative', 'This is terrible, I hate it'],
    ['negative', 'The worst service ever, rude and useless staff'],
    ['negative', 'My order is broken again and I am so angry'],
    ['neutral', 'The meeting is on Tuesday at the office in the second street'],
    ['neutral', 'It is in the box next to the door'],
  ])('finds %s in %j', (sentiment, text) => expect(strongest(read(text).sentiment)).toBe(sentiment));

  test.each([
    ['joy', 'I am so happy, this is wonderful news, thank you all!'],
    ['sadness', 'I am so sad, I cried all night, I miss her'],
    ['anger', 'I hate you, you stupid idiot, shut up!'],
    ['fear', 'I am scared, this is terrifying, I was afraid to go outside'],
    ['surprise', 'Wow, I am so surprised, I never expected that!'],
    ['disgust', 'That is disgusting, gross, it makes me sick'],
    ['neutral', 'The box stands next to the door on the left'],
  ])('finds %s in %j', (emotion, text) => expect(strongest(read(text).emotions)).toBe(emotion));

  test.each([
    ['I am happy with it', 'I am not happy with it'],
    ['This is good', 'This is not good'],
    ['I like the new design', "I don't like the new design"],
  ])('a negation turns %j', (plain, negated) => {
    expect(read(negated).sentiment.positive).toBeLessThan(read(plain).sentiment.positive - 0.15);
    expect(read(negated).sentiment.negative).toBeGreaterThan(read(plain).sentiment.negative);
  });

  test('an emoji counts, also alone and also one missing from the training data', () => {
    expect(strongest(read('😍').sentiment)).toBe('positive');
    expect(strongest(read('😭').emotions)).toBe('sadness');
    expect(read('it arrived today 🥳').emotions.joy).toBeGreaterThan(read('it arrived today').emotions.joy);
    expect(read('it arrived today :(').sentiment.negative).toBeGreaterThan(
      read('it arrived today').sentiment.negative,
    );
  });

  test('normalises capitals, elongated words, entities and curly apostrophes', () => {
    expect(strongest(read('THIS IS AWFUL').sentiment)).toBe('negative');
    expect(strongest(read('sooooooo goooood, looooove it').sentiment)).toBe('positive');
    expect(read('I don’t like it')).toEqual(read("I don't like it"));
    expect(read('you &amp; me')).toEqual(read('you & me'));
  });

  test('reads 100 kB of words, letters or punctuation to the end', () => {
    for (const unit of ['great day, ', 'a', '!?', '😂', "n't ", '<3 ', '@x ', 'e\u0301', '&amp;']) {
      expect(readAffect([unit.repeat(100_000 / unit.length)])).toHaveLength(1);
    }
  });

  test('the files are of these versions, below 15 MB in total, and damage is noticed', () => {
    const [affect, emotions, network, intent] = ['sentiment', 'emotions', 'network', '../intent'].map(
      (name) => readFileSync(file(`../src/affect/${name}.bin`)),
    ) as [Buffer, Buffer, Buffer, Buffer];
    expect(affect.length + emotions.length + network.length + intent.length).toBeLessThan(15_000_000);
    for (const head of [affect, emotions]) expect(decodeWeights(head).version).toBe(AFFECT_VERSION);
    expect(decodeModel(network).network.version).toBe(AFFECT_VERSION);
    expect(decodeModel(intent).network.version).toBe(INTENT_VERSION);
    expect(encodeWeights(decodeWeights(affect)).equals(affect)).toBe(true);
    expect(encodeModel(decodeModel(intent)).equals(intent)).toBe(true);
    expect(() => decodeWeights(affect.subarray(1))).toThrow('damaged');
    expect(() => decodeModel(intent.subarray(4))).toThrow('damaged');
    expect(() => decodeModel(intent.subarray(0, -4))).toThrow('damaged');
    for (const decode of [decodeWeights, decodeModel])
      expect(() => decode(Buffer.alloc(0))).toThrow('damaged');
  });
});

describe('training', () => {
  const moods = ['I hate this awful', 'they put it by the', 'we love our happy', 'we do not like the'];
  const things = ['house', 'street', 'song', 'morning', 'game', 'window'];
  const targets = [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
    [1, 0, 0],
  ].map((shares) => Float64Array.from(shares));
  const emotionsOf = ['anger', 'neutral', 'joy', 'anger'].map((emotion) =>
    Float64Array.from(EMOTIONS, (name) => (name === emotion ? 1 : 0)),
  );
  const lessons = Array.from({ length: 400 }, (_, row): Lesson => {
    const mood = row % moods.length;
    const text = `${moods[mood]} ${things[row % things.length]} ${things[(row * 7) % 5]}`;
    const labels = [targets[mood]!, emotionsOf[mood]!];
    return { text, domain: row % 2 === 0 ? 'tweets' : 'own', marks: [], targets: labels, weights: [1, 1] };
  });
  const settings: NetworkSettings = {
    version: 9,
    heads: [3, 7],
    filters: 8,
    epochs: 3,
    mostFeatures: 1_000,
    pieces: true,
    filterRate: 0.05,
    featureRate: 0.1,
    vectorRate: 0.03,
    decay: 5e-4,
    dropout: 0.2,
  };

  /** Trains a network, starting from random vectors. */
  function trainOn(some: readonly Lesson[]) {
    const random = seeded(1);
    const texts = lessons.map(({ text }) => tokenize(text).words);
    const pretrained = new Map(
      texts.flat().map((word) => [word, Array.from({ length: 12 }, () => random() - 0.5)] as const),
    );
    const vectors = wordVocabularyOf(texts, pretrained, 100);
    return trainModel(some, vectors, settings, () => {});
  }
  const train = () => encodeModel(trainOn(lessons));

  test('writes the same bytes when run twice', () => {
    expect(train().equals(train())).toBe(true);
    const teach = () => {
      const all = { sentiment: lessons, emotions: lessons, reviews: lessons.slice(0, 20) };
      const { sentiment, emotions, network } = teachAffect(all, 9, trainOn);
      return Buffer.concat([encodeWeights(sentiment), encodeModel(network), encodeWeights(emotions)]);
    };
    expect(teach().equals(teach())).toBe(true);
  });

  test('learns what the lessons say', () => {
    const { read } = openReader(decodeModel(train()));
    const guesses = lessons.map(({ text, targets: [target] }) => ({
      probabilities: read(text)!.subarray(0, 3),
      labels: [likeliest(target!)],
    }));
    expect(measure(guesses).accuracy).toBeGreaterThan(0.98);
  });

  test('says which path is missing', async () => {
    const script = file('../training/train.ts');
    const failure = promisify(execFile)(process.execPath, [script, '--goemotions', '/nowhere']);
    await expect(failure).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('/nowhere') });
  });
});

describe('the phrases of the behavioural checks', () => {
  test('are two hundred', () => {
    const minimum = Object.values(MINIMUM).flat();
    expect([minimum.length, INVARIANT.length, DIRECTION.length]).toEqual([110, 45, 45]);
  });

  test('pass as often as the model card says', () => {
    const card = readFileSync(file('../model-card.md'), 'utf8');
    for (const { kind, passed, phrases } of evaluatePhrases())
      expect(card).toContain(`| ${kind} | ${passed} of ${phrases} |`);
  });
});

describe('hostile texts', () => {
  test('are read in a bounded number of tokens and characters', () => {
    expect(HOSTILE_TEXTS).toHaveLength(30);
    for (const text of HOSTILE_TEXTS) {
      expect(text).toHaveLength(HOSTILE_LENGTH);
      const { words } = tokenize(text);
      expect(words.length).toBeLessThanOrEqual(MOST_TOKENS);
      // What follows the part that is read makes no difference.
      expect(readAffect([`${text.slice(0, MOST_CHARACTERS)}${text}`])).toEqual(readAffect([text]));
      expect(readIntents([{ text, isHeadline: false }])).toHaveLength(1);
    }
  });
});

describe('evaluation', () => {
  test('measures accuracy, recall, F1 and calibration', () => {
    const guess = (probabilities: number[], label: number) => ({ probabilities, labels: [label] });
    const measures = measure([
      guess([0.9, 0.1], 0),
      guess([0.9, 0.1], 0),
      guess([0.9, 0.1], 1),
      guess([0.1, 0.9], 1),
    ]);
    expect(measures).toMatchObject({ rows: 4, accuracy: 0.75, macroRecall: 0.75 });
    expect(measures.macroF1).toBeCloseTo((4 / 5 + 2 / 3) / 2, 12);
    expect(measures.calibrationError).toBeCloseTo(0.15, 12);
  });

  test('reads quoted cells, quotes and line breaks in CSV', () => {
    expect(parseCsv('a,b\r\n"x, ""y""\nz",1\n,\n')).toEqual([
      { a: 'x, "y"\nz', b: '1' },
      { a: '', b: '' },
    ]);
  });

  const data = file('../../../../shared/data/');
  const card = readFileSync(file('../model-card.md'), 'utf8');
  const sets = [...card.matchAll(/^\| (\S+\.(?:tsv|txt|csv)) \| (\S+) \| (\d+) \|([\d. |]+)\|$/gm)].map(
    ([, path, kind, rows, figures]) => ({
      path: path!,
      kind: kind as Kind,
      rows: Number(rows),
      figures: figures!.split('|').map(Number),
    }),
  );

  test('the model card has the figures of every kind of set that was not trained on', () => {
    const kinds = new Set(sets.map(({ kind }) => kind));
    expect([...kinds].sort()).toEqual(
      Object.keys(READERS)
        .filter((kind) => kind !== 'icwsm')
        .sort(),
    );
  });

  const there = sets.filter(({ path }) => existsSync(join(data, path)));
  if (there.length < sets.length) {
    process.stderr.write(
      `Skipped: the figures of ${sets.length - there.length} sets that are not on this machine.\n`,
    );
  }
  const testEach = there.length > 0 ? test.each(there) : test.skip.each(sets);
  testEach('the model card’s figures hold for $path', async ({ path, kind, rows, figures }) => {
    const found = await evaluateSet(join(data, path), kind);
    const measured = [found.accuracy, found.macroRecall, found.macroF1, found.calibrationError];
    expect(found.rows).toBe(rows);
    for (const [place, figure] of figures.entries())
      expect(Math.abs(measured[place]! - figure)).toBeLessThan(0.01);
  });
});
