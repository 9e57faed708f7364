import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Affect, MODEL_VERSION, readAffect } from '../src/analysis/model/index.ts';
import { decodeWeights } from '../src/analysis/model/weights.ts';
import { parseCsv } from '../training/csv-rows.ts';
import { evaluateSet } from '../training/evaluation/evaluate-set.ts';
import { measure } from '../training/evaluation/measures.ts';
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

  test('the weights are of this version and below 2 MB', () => {
    const bytes = readFileSync(file('../src/analysis/model/model.bin'));
    expect(bytes.length).toBeLessThan(2_000_000);
    expect(decodeWeights(bytes).version).toBe(MODEL_VERSION);
    expect(() => decodeWeights(bytes.subarray(1))).toThrow('damaged');
    expect(() => decodeWeights(Buffer.alloc(0))).toThrow('damaged');
  });
});

describe('npm run train', () => {
  const run = promisify(execFile);
  const folder = mkdtempSync(join(tmpdir(), 'model-'));
  const script = file('../training/train.ts');
  afterAll(() => rmSync(folder, { recursive: true }));

  beforeAll(() => {
    const moods = [
      'I hate this awful',
      'I fear that dark',
      'we love our happy',
      'they put it by the',
      'so sad and lonely',
    ];
    const numbers = ['0', '2', '3', '4', '5,0'];
    const groups = ['1', '1', '3', '2', '1,0'];
    const things = ['house', 'street', 'song', 'morning', 'game', 'window'];
    const rows = Array.from({ length: 300 }, (_, row) => ({
      mood: row % moods.length,
      text: `${moods[row % moods.length]} ${things[row % things.length]} ${things[(row * 7) % 5]}`,
    }));
    mkdirSync(join(folder, 'goemotions'));
    const write = (name: string, lines: string[]) =>
      writeFileSync(join(folder, name), `${lines.join('\n')}\n`);
    write(
      'goemotions/ekman-train.tsv',
      rows.map(({ mood, text }, row) => `${text}\t${numbers[mood]}\tid${row}`),
    );
    write(
      'goemotions/group-train.tsv',
      rows.map(({ mood, text }, row) => `${text}\t${groups[mood]}\tid${row}`),
    );
    write(
      'icwsm.tsv',
      rows.map(({ mood, text }, row) => `${row}\t${[-3, -1, 3, 0, -2][mood]}\t${text}`),
    );
  });

  test('writes the same bytes when run twice', async () => {
    const train = async (out: string) => {
      const data = ['--goemotions', join(folder, 'goemotions'), '--icwsm', join(folder, 'icwsm.tsv')];
      await run(process.execPath, [script, ...data, '--out', join(folder, out)]);
      return readFileSync(join(folder, out));
    };
    const first = await train('first.bin');
    expect(decodeWeights(first).features.length).toBeGreaterThan(50);
    expect((await train('second.bin')).equals(first)).toBe(true);
  });

  test('says which path is missing', async () => {
    const failure = run(process.execPath, [script, '--goemotions', join(folder, 'nowhere')]);
    await expect(failure).rejects.toMatchObject({ code: 2, stderr: expect.stringContaining('nowhere') });
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
  const card = readFileSync(file('../src/analysis/model/model-card.md'), 'utf8');
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
  testEach('the model card’s figures hold for $path', ({ path, kind, rows, figures }) => {
    const found = evaluateSet(join(data, path), kind);
    const measured = [found.accuracy, found.macroRecall, found.macroF1, found.calibrationError];
    expect(found.rows).toBe(rows);
    for (const [place, figure] of figures.entries())
      expect(Math.abs(measured[place]! - figure)).toBeLessThan(0.01);
  });
});
