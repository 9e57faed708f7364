import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Affect, readAffect } from '../../../subgraphs/mentions/src/analysis/model/index.ts';
import { EMOTIONS, SENTIMENTS } from '../../../subgraphs/mentions/src/mention.ts';
import { readOwnLabels, readOwnPosts } from '../../../subgraphs/mentions/training/data/own-posts.ts';
import { evaluateSet } from '../../../subgraphs/mentions/training/evaluation/evaluate-set.ts';
import { type Measures, measure } from '../../../subgraphs/mentions/training/evaluation/measures.ts';
import type { Kind } from '../../../subgraphs/mentions/training/read-sets.ts';
import { type Figure, rounded } from '../figure.ts';

interface LabelledSet {
  readonly data: string;
  readonly path: string;
  readonly kind: Kind;
}

/** Labelled sets that the model is not trained on. */
const SETS: readonly LabelledSet[] = [
  {
    data: 'TweetEval sentiment, development split',
    path: 'tweeteval/sentiment/val_text.txt',
    kind: 'tweeteval-sentiment',
  },
  {
    data: 'GoEmotions by group, development split',
    path: 'goemotions/group-dev.tsv',
    kind: 'goemotions-group',
  },
  {
    data: 'Tweets to airlines, 2015',
    path: 'airline-tweets-2015.csv',
    kind: 'airline',
  },
  {
    data: 'GoEmotions, development split',
    path: 'goemotions/ekman-dev.tsv',
    kind: 'goemotions-ekman',
  },
  {
    data: 'TweetEval emotion, development split',
    path: 'tweeteval/emotion/val_text.txt',
    kind: 'tweeteval-emotion',
  },
];

/** Measures the model on a labelled file. */
export function measureSet(data: string, path: string, kind: Kind): Figure[] {
  const judgement = kind === 'goemotions-ekman' || kind === 'tweeteval-emotion' ? 'EMOTIONS' : 'SENTIMENT';
  return figuresOf(judgement, data, evaluateSet(path, kind));
}

const OWN = "The project's own posts";

/** Measures sentiment and emotions on the sets in a folder, if they are there, and on own posts. */
export function measureAffect(folder: string): Figure[] {
  const present = SETS.filter(({ path }) => existsSync(join(folder, path)));
  return [
    ...present.flatMap(({ data, path, kind }) => measureSet(data, join(folder, path), kind)),
    ...ownFigures(),
  ];
}

/** Own posts with mixed sentiment are left out: the model has no such class. */
function ownFigures(): Figure[] {
  const labels = readOwnLabels('settled');
  const posts = readOwnPosts().map(({ id, title, text }) => ({
    text: [title, text].filter((part) => part !== '').join('\n'),
    labels: labels.get(id)!,
  }));
  const affects = readAffect(posts.map(({ text }) => text));
  const guesses = (head: keyof Affect, names: readonly string[], label: 'sentiment' | 'emotion') =>
    posts.flatMap(({ labels: own }, index) => {
      const at = names.indexOf(own[label]);
      const found = affects[index]?.[head] as Record<string, number> | undefined;
      // A text without a prediction counts as a uniform guess.
      const probabilities = names.map((name) => found?.[name] ?? 1 / names.length);
      return at === -1 ? [] : [{ probabilities, labels: [at] }];
    });
  return [
    ...figuresOf('SENTIMENT', OWN, measure(guesses('sentiment', SENTIMENTS, 'sentiment'))),
    ...figuresOf('EMOTIONS', OWN, measure(guesses('emotions', EMOTIONS, 'emotion'))),
  ];
}

function figuresOf(judgement: Figure['judgement'], data: string, measures: Measures): Figure[] {
  const { rows, accuracy, macroRecall, macroF1, calibrationError } = measures;
  const named = {
    accuracy,
    'macro-recall': macroRecall,
    'macro-F1': macroF1,
    'calibration error': calibrationError,
  };
  return Object.entries(named).map(([name, value]) => ({
    judgement,
    data,
    measure: name,
    value: rounded(value),
    texts: rows,
  }));
}
