import { EMOTIONS, SENTIMENTS } from '../src/analysis/model/weights.ts';

/** A text with human labels. A set may have labels for only one of the two heads. */
export interface Labelled {
  /** Unique within its set and stable, so that the same rows are always held out. */
  id: string;
  text: string;
  /** Indices into `SENTIMENTS` of the labels; empty if unknown or none apply. */
  sentiment: readonly number[];
  /** Indices into `EMOTIONS` of the labels; empty if unknown or none apply. */
  emotions: readonly number[];
  /** Whether the labels include one outside the classes, such as GoEmotions' ambiguous group. */
  ambiguous: boolean;
}

/** The model's head that labels refer to. */
export type Head = 'sentiment' | 'emotions';

/** Classes of each head, in the model's order. */
export const HEAD_CLASSES: Readonly<Record<Head, readonly string[]>> = {
  sentiment: SENTIMENTS,
  emotions: EMOTIONS,
};

/**
 * Returns the target distribution of a row: its labels share one equally. A comment labelled joy
 * and surprise is half of each, because the model's emotions sum to one too.
 */
export function targetOf(row: Labelled, head: Head): Float64Array {
  const target = new Float64Array(HEAD_CLASSES[head].length);
  for (const label of row[head]) target[label] = 1 / row[head].length;
  return target;
}
