import { expect, test } from '@jest/globals';
import { lexiconFeatures, lexiconMarks } from '../src/affect/lexicon.ts';
import { weightTable } from '../src/affect/weight-table.ts';
import { pool, WINDOW } from '../src/network/pool.ts';
import { openProjections } from '../src/network/projections.ts';
import { featureIndex } from '../src/text/feature-index.ts';
import { featuresOf, markFeature, wordFeature } from '../src/text/features.ts';
import { tokenize } from '../src/text/model-tokens.ts';
import { beginList } from '../src/text/number-list.ts';
import { wordSet } from '../src/text/word-set.ts';
import { strongestPlaces } from '../training/network/strongest-places.ts';

/** Numbers that repeat and collide in small tables. */
function numbers(count: number, from = 1): number[] {
  return Array.from({ length: count }, (_, index) => (Math.imul(index + from, 4_096) >>> 0) % 100_003);
}

test('a list has each number once, in order, and nothing of the lists before it', () => {
  for (const count of [3, 500, 5, 20_000, 1]) {
    const added = numbers(count).flatMap((number) => [number, 0, number]);
    const list = beginList(added.length);
    for (const number of added) list.add(number);
    expect([...list.values()]).toEqual([...new Set(added)]);
  }
});

test('the features of a text do not depend on the texts before it', () => {
  const read = (text: string) => [...featuresOf(tokenize(text), { pieces: true })];
  const alone = read('Not a good flight, not good');
  read('good '.repeat(400));
  expect(read('Not a good flight, not good')).toEqual(alone);
  expect(new Set(alone).size).toBe(alone.length);
  expect(alone.filter((feature) => feature === wordFeature('good', true))).toHaveLength(1);
});

test('a table adds up the weights that each head has for the features', () => {
  const heads = [2, 5].map((classes, head) => {
    const features = Uint32Array.from(new Set(numbers(700, 1 + 300 * head)));
    const values = Int8Array.from({ length: features.length * classes }, (_, at) => (at % 255) - 127);
    return { biases: new Float32Array(classes), features, values };
  });
  const asked = Uint32Array.from(new Set(numbers(1_200)));
  const sums = new Float64Array(7);
  const known = new Uint32Array(2);
  weightTable(heads).add(asked, sums, known);
  const expected = heads.map(({ biases, features, values }) => {
    const places = [...asked].map((feature) => features.indexOf(feature)).filter((place) => place >= 0);
    const sumOf = (k: number) => places.reduce((sum, place) => sum + values[place * biases.length + k]!, 0);
    return { known: places.length, sums: [...biases.keys()].map(sumOf) };
  });
  expect([...known]).toEqual(expected.map((each) => each.known));
  expect([...sums]).toEqual(expected.flatMap((each) => each.sums));
});

test('the features of a lexicon are those of its marks', () => {
  const words = ['fine', 'good', 'great', 'bad', 'awful', 'plain'];
  const lexicon = {
    index: featureIndex(Uint32Array.from(words, (word) => wordFeature(word, false))),
    scores: Int8Array.from([-10, 0, 12, -60, 0, 60, -127, 0, 127, 60, 0, -60, 127, 0, -127, 0, 9, 0]),
  };
  const texts = ['', 'unknown', ...words, 'good bad', 'great great great great great', 'awful awful fine'];
  for (const tokens of texts.map(tokenize))
    expect([...lexiconFeatures(tokens, lexicon)]).toEqual(lexiconMarks(tokens, lexicon).map(markFeature));
  expect(new Set(texts.map((text) => lexiconMarks(tokenize(text), lexicon).join())).size).toBeGreaterThan(7);
});

test.each([
  ['sooo good', ['soo', 'good']],
  ['soo good', ['soo', 'good']],
  ['𝗔𝗔𝗔𝗔', ['𝗔𝗔']],
  ["ain't n't", ["ain't", "n't"]],
])('%j has the words %j', (text, words) => {
  expect(tokenize(text).words).toEqual(words);
});

test('words after a negation are marked, up to the end of the clause', () => {
  const { words, negated } = tokenize("I don't like it. Nobody asked, we ain't happy");
  expect(words.filter((_, at) => negated[at])).toEqual(['like', 'it', 'asked', 'happy']);
});

test.each([
  ['HTTPS://a.b http WWW.c www', ['<url>', 'http', '<url>', 'ww']],
  ["xd xdr o.O o t_t To D: c's", ['<laugh>', 'xdr', '<surprise>', 'o', '<emoji>', 'to', '<sad>', "c's"]],
  ["l'été naïve d'Or don''t", ["l'été", 'naïve', "d'or", 'don', 't']],
  ['hi@you.x, @é_1 @ @b:) a:) :)', ['hi', '.', 'x', ',', ':', ')', 'a', ':', ')', '<smile>']],
  ['a.. b... c.) d!? e?', ['a', '...', 'b', '...', 'c', '.', ')', 'd', '!?', 'e', '?']],
])('a text of addresses, signs and other letters, %j, has the words %j', (text, words) => {
  expect(tokenize(text).words).toEqual(words);
});

test('a set of words has those words only', () => {
  const isWord = wordSet("the don't abcdefghijklmnopqrstuvwxyzabcdefghij");
  const text = 'The the then éthe don abcdefghij';
  expect([0, 4, 8, 14].map((at) => isWord(text, at, at + 3))).toEqual([false, true, true, true]);
  expect(['the', "don't", 'don', 'abcdefghij', 'é', ''].map((word) => isWord(word))).toEqual([
    true,
    true,
    false,
    false,
    false,
    false,
  ]);
});

/** A model of ten words and nine filters, whose numbers differ. */
function smallModel() {
  const [dimensions, words, filters] = [5, 10, 9];
  const wave = (count: number) => Float32Array.from({ length: count }, (_, at) => Math.sin(1 + at * at));
  const values = Int8Array.from({ length: words * dimensions }, (_, at) => ((at * 37) % 255) - 127);
  const vectors = { dimensions, words: Uint32Array.from(numbers(words)), scales: wave(words), values };
  const network = { windows: wave(WINDOW * filters * dimensions), offsets: wave(filters) };
  return { vectors, network: network as Parameters<typeof openProjections>[0]['network'] };
}

test('projections that do not fit are forgotten, except those used again, and computed anew', () => {
  const model = smallModel();
  const { dimensions, scales, values } = model.vectors;
  const project = openProjections(model, 4 * WINDOW * 9 * 4);
  const [first, second] = [project(0), project(1)];
  const expected = Array.from({ length: WINDOW * 9 }, (_, row) => {
    let sum = 0;
    for (let at = 0; at < dimensions; at += 1)
      sum += model.network.windows[row * dimensions + at]! * Math.fround(values[at]! * scales[0]!);
    return Math.fround(sum);
  });
  expect([...first]).toEqual(expected);
  for (let place = 2; place < 10; place += 1) {
    project(place);
    expect(project(0)).toBe(first);
  }
  expect(project(1)).not.toBe(second);
  expect(project(1)).toEqual(second);
  expect([...project(-1)].every((value) => value === 0)).toBe(true);
});

test('pooling finds the strongest response of each filter and its place', () => {
  const { vectors, network } = smallModel();
  const project = openProjections({ vectors, network });
  const { offsets } = network;
  for (const words of [[], [3], [1, 2], [4, 0, 9, 4, 7, 2, 2]]) {
    const projections = words.map(project);
    const at = (word: number, row: number) => projections[word]?.[row] ?? 0;
    const responses = Array.from(offsets, (offset, filter) =>
      words.map((_, w) => offset + at(w, 9 + filter) + at(w - 1, filter) + at(w + 1, 18 + filter)),
    );
    const strongest = pool(projections, offsets);
    expect([...strongest]).toEqual(responses.map((each) => Math.max(0, ...each)));
    expect([...strongestPlaces(projections, offsets, strongest)]).toEqual(
      responses.map((each) => (Math.max(0, ...each) === 0 ? -1 : each.indexOf(Math.max(...each)))),
    );
  }
});
