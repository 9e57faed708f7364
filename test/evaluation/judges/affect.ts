import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  type EvaluationOptions,
  evaluateOwn,
  evaluateSet,
} from '../../../subgraphs/text-models/training/evaluation/evaluate-set.ts';
import type { Measures } from '../../../subgraphs/text-models/training/evaluation/measures.ts';
import type { Kind } from '../../../subgraphs/text-models/training/read-sets.ts';
import type { Engine } from '../engines/index.ts';
import { type Figure, OWN_POSTS, rounded } from '../figure.ts';

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

/** Measures an engine on a labelled file. */
export async function measureSet(
  engine: Engine,
  { data, path, kind }: LabelledSet,
  most?: number,
): Promise<Figure[]> {
  const judgement = kind === 'goemotions-ekman' || kind === 'tweeteval-emotion' ? 'EMOTIONS' : 'SENTIMENT';
  return figuresOf(judgement, data, await evaluateSet(path, kind, optionsOf(engine, most)));
}

/**
 * Measures sentiment and emotions on the sets in a folder, if they are there, and on own posts of
 * trades that the model has not seen; those of mixed sentiment have no single label.
 */
export async function measureAffect(engine: Engine, folder: string, most?: number): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const set of SETS.map((each) => ({ ...each, path: join(folder, each.path) })))
    if (existsSync(set.path)) figures.push(...(await measureSet(engine, set, most)));
  const options = optionsOf(engine, most);
  return [
    ...figures,
    ...figuresOf('SENTIMENT', OWN_POSTS, await evaluateOwn('sentiment', options)),
    ...figuresOf('EMOTIONS', OWN_POSTS, await evaluateOwn('emotions', options)),
  ];
}

function optionsOf({ readHead }: Engine, most: number | undefined): EvaluationOptions {
  return { readHead, ...(most !== undefined && { most }) };
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
